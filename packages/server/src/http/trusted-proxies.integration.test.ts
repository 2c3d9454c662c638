import { describe, expect, it } from "vitest";
import { openRawHttp, statusesOf } from "../testing/raw-http.js";
import { startApi, type TestApi } from "../testing/test-api.js";

const behind = (proxies: string) => startApi({ settings: { "server.trustedProxies": proxies } });

/** Where a change comes from that is made with these headers. */
async function originOf(api: TestApi, headers: Readonly<Record<string, string>>) {
  const authorization = `Bearer ${api.token("admin")}`;
  const made = await api.request("POST", "/pools", {
    headers: { authorization, ...headers },
    body: { name: `pool ${Math.random()}` },
  });
  const { change } = (await made.json()) as { change: { origin: string } };
  return change.origin;
}

describe("behind a trusted proxy", () => {
  it.each([
    ["forwarded", "for=192.0.2.43;proto=https"],
    ["x-forwarded-for", "203.0.113.9, 192.0.2.43"],
  ])("the client is the one that %s names", async (header, value) => {
    expect(await originOf(await behind("127.0.0.1"), { [header]: value })).toBe("api 192.0.2.43");
  });

  it("a client that is none cannot say that it is another one", async () => {
    const api = await behind("10.0.0.0/8");
    const headers = { "x-forwarded-for": "192.0.2.43", forwarded: "for=192.0.2.44" };
    expect(await originOf(api, headers)).toBe("api 127.0.0.1");
  });

  it("the name by which the proxy was asked counts, for the server's names and for its own page", async () => {
    const api = await startApi({
      settings: { "server.trustedProxies": "127.0.0.1", "server.names": "pools.studio.example" },
    });
    const through = (host: string) => ({ "x-forwarded-for": "192.0.2.43", "x-forwarded-host": host });
    const read = (headers: Readonly<Record<string, string>>) => api.request("GET", "/pools", { headers });
    const origin = "https://pools.studio.example";
    expect((await read({ ...through("pools.studio.example"), origin })).status).toBe(200);
    expect((await read({ ...through("pools.studio.example"), origin: api.url })).status).toBe(403);
    const client = await openRawHttp(api.daemon.httpAddress.port);
    client.send(
      "GET /api/v1/pools HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: 192.0.2.43\r\nx-forwarded-host: evil.example\r\nconnection: close\r\n\r\n",
    );
    expect(statusesOf(await client.closed())).toEqual([421]);
  });

  it("headers that contradict each other are refused", async () => {
    const api = await behind("127.0.0.1");
    const client = await openRawHttp(api.daemon.httpAddress.port);
    client.send(
      "GET /api/v1/pools HTTP/1.1\r\nhost: localhost\r\nforwarded: for=1.2.3.4\r\nx-forwarded-for: 192.0.2.43\r\nconnection: close\r\n\r\n",
    );
    expect(await client.closed()).toMatch(/^HTTP\/1\.1 400 .*MALFORMED_MESSAGE/s);
  });

  it("a balancer that passes bytes on names the client by the PROXY protocol", async () => {
    const api = await behind("127.0.0.1");
    const client = await openRawHttp(api.daemon.httpAddress.port);
    const body = '{"name":"gpu"}';
    client.send(
      "PROXY TCP4 192.0.2.43 10.0.0.1 4711 9980\r\n",
      `POST /api/v1/pools HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: 1.2.3.4\r\nauthorization: Bearer ${api.token("editor")}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
    );
    expect(await client.closed()).toContain('"origin":"api 192.0.2.43"');
  });
});
