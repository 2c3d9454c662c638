import { once } from "node:events";
import { describe, expect, it, vi } from "vitest";
import { openRawHttp, statusesOf, webSocketHead } from "../testing/raw-http.js";
import { startApi, type TestApi } from "../testing/test-api.js";

const open = ({ daemon }: TestApi) => openRawHttp(daemon.httpAddress.port);

describe("an upgrade that the server does not know", () => {
  const close = "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

  it.each([
    ["to HTTP/2", "GET", "/api/v1/pools", "h2c", "", 200],
    ["to HTTP/2 on the path of the events", "GET", "/api/v1/events", "h2c", "", 405],
    ["with a body", "POST", "/api/v1/mask", "h2c", '{"expression":""}', 400],
    ["to TLS", "OPTIONS", "/healthz", "TLS/1.0", "", 405],
    ["to a WebSocket, by POST", "POST", "/api/v1/events", "websocket", "", 405],
    ["to a WebSocket, with a body", "GET", "/api/v1/events", "websocket", "{}", 405],
    ["to several protocols", "GET", "/healthz", "h2c, websocket, foo/2", "", 200],
  ])("is ignored: %s", async (_, method, path, upgrade, body, status) => {
    const api = await startApi({ users: false });
    const head = `host: localhost\r\nconnection: keep-alive, Upgrade, HTTP2-Settings\r\nupgrade: ${upgrade}\r\nhttp2-settings: AAMAAABk`;
    const typed = body === "" ? "" : `\r\ncontent-type: application/json\r\ncontent-length: ${body.length}`;
    const request = `${method} ${path} HTTP/1.1\r\n${head}${typed}\r\n\r\n${body}`;
    const client = (await open(api)).send(request + close);
    expect(statusesOf(await client.closed())).toEqual([status, 200]);
  });

  it("is ignored of a body that comes in pieces", async () => {
    const api = await startApi({ users: false });
    const client = (await open(api)).send(
      "POST /api/v1/mask HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: h2c\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
    );
    for (const letter of '{"expression":"gpu"}') {
      client.send(`1\r\n${letter}\r\n`);
      await new Promise(setImmediate);
    }
    const answer = await client.send(`0\r\n\r\n${close}`).closed();
    expect(statusesOf(answer)).toEqual([404, 200]);
    expect(answer).toContain("POOL_NOT_FOUND");
  });

  it("is ignored behind requests that are not answered yet", async () => {
    const api = await startApi({ users: false });
    const get = "GET /api/v1/status HTTP/1.1\r\nhost: localhost\r\n\r\n";
    const offer = get.replace("\r\n\r\n", "\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n");
    const client = (await open(api)).send(get.repeat(3) + offer.repeat(2) + get + offer + close);
    expect(statusesOf(await client.closed())).toEqual(Array(8).fill(200));
  });
});

describe("a WebSocket that is not opened", () => {
  const events = "/api/v1/events";

  it.each([
    ["on another path", webSocketHead("/x"), 404],
    ["on a path of the API", webSocketHead("/api/v1/pools"), 404],
    ["by a page of another server", webSocketHead(events, "origin: http://evil.example"), 403],
    ["with a token that is not valid", webSocketHead(events, "authorization: Bearer x"), 401],
    ["without a key", webSocketHead(events).replace(/sec-websocket-key.*\r\n/, ""), 400],
    ["of another version", webSocketHead(events).replace("version: 13", "version: 1"), 400],
  ])("is answered, and its connection ended: %s", async (_, head, status) => {
    const api = await startApi({ users: false });
    expect(statusesOf(await (await open(api)).send(head).closed())).toEqual([status]);
  });

  it("leaves no connection behind, however many there are", async () => {
    const settings = { "limits.connectionsPerAddress": 6_000, "limits.connections": 6_000 };
    const api = await startApi({ users: false, settings });
    const heads = [webSocketHead("/x"), webSocketHead(events, "origin: http://evil.example")];
    let answered = 0;
    for (let batch = 0; batch < 10; batch += 1) {
      const clients = await Promise.all(Array.from({ length: 500 }, () => open(api)));
      await Promise.all(
        clients.map(async (client, index) => {
          client.send(heads[index % 2] ?? "");
          await once(client.socket, "data");
          if (/^HTTP\/1\.1 40[34] /.test(client.text())) answered += 1;
        }),
      );
    }
    expect(answered).toBe(5_000);
    await vi.waitFor(async () => {
      const text = await (await fetch(`${api.url}/metrics`)).text();
      expect(/^afpools_http_connections (\d+)$/m.exec(text)?.[1]).toBe("1");
    }, 20_000);
  }, 60_000);
});
