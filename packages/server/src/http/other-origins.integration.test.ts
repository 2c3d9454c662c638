import { AfpoolsError } from "@afpools/core";
import { describe, expect, it, onTestFinished } from "vitest";
import WebSocket from "ws";
import { openRawHttp, statusesOf, webSocketHead } from "../testing/raw-http.js";
import { sessionCookieOf, startApi, type TestApi } from "../testing/test-api.js";

const tools = "https://tools.studio.example";

/** The first message of a WebSocket, or the status with which it is refused. */
async function firstOf(api: TestApi, protocols: string[], headers: Record<string, string>) {
  const url = `${api.url.replace("http", "ws")}/api/v1/events`;
  const socket = new WebSocket(url, protocols, { headers });
  onTestFinished(() => socket.terminate());
  return new Promise<string>((resolve) => {
    socket.on("message", (data) => resolve((JSON.parse(String(data)) as { type: string }).type));
    socket.on("unexpected-response", (_, { statusCode }) => resolve(String(statusCode)));
    socket.on("close", (_, reason) => resolve(String(reason)));
    socket.on("error", () => undefined);
  });
}

async function statusFor(api: TestApi, lines: string): Promise<number | undefined> {
  const client = await openRawHttp(api.daemon.httpAddress.port);
  return statusesOf(await client.send(`${lines}\r\nconnection: close\r\n\r\n`).closed())[0];
}

describe("a request by a name that is not the server's", () => {
  it.each([
    ["of the API", "GET /api/v1/pools HTTP/1.1\r\nhost: evil.example"],
    ["of metrics", "GET /metrics HTTP/1.1\r\nhost: evil.example:9980"],
    ["of the page", "GET / HTTP/1.1\r\nhost: evil.example"],
    ["that signs in", "POST /api/v1/session HTTP/1.1\r\nhost: evil.example\r\norigin: http://evil.example"],
  ])("is misdirected: one %s", async (_, lines) => {
    expect(await statusFor(await startApi({ users: false }), lines)).toBe(421);
  });

  it("opens no WebSocket", async () => {
    const api = await startApi({ users: false });
    const client = await openRawHttp(api.daemon.httpAddress.port);
    const head = webSocketHead("/api/v1/events", "origin: http://evil.example");
    const answer = await client.send(head.replace("host: localhost", "host: evil.example")).closed();
    expect(answer).toMatch(/^HTTP\/1\.1 421 .*server\.names/s);
  });

  it("may look at the health pages: what looks at them may know no name", async () => {
    const api = await startApi({ users: false });
    for (const path of ["/healthz", "/readyz"]) {
      expect(await statusFor(api, `GET ${path} HTTP/1.1\r\nhost: pools-1`)).toBe(200);
    }
  });

  it("is answered once server.names has the name, which counts at once", async () => {
    const api = await startApi();
    const request = "GET /api/v1/pools HTTP/1.1\r\nhost: Pools.Studio.example:9980";
    expect(await statusFor(api, request)).toBe(421);
    await api.as("admin").changeSettings({ body: { "server.names": "farm, *.studio.example" } });
    expect(await statusFor(api, request)).toBe(200);
  });
});

describe("a page of an origin in server.origins", () => {
  const start = (more = {}) => startApi({ settings: { "server.origins": tools, ...more } });

  it("may send any request of the API with a token, and read the answer", async () => {
    const api = await start();
    const preflight = await fetch(`${api.url}/api/v1/pools`, {
      method: "OPTIONS",
      headers: { origin: tools, "access-control-request-method": "POST" },
    });
    expect([preflight.status, Object.fromEntries(preflight.headers)]).toMatchObject([
      204,
      {
        "access-control-allow-origin": tools,
        "access-control-allow-methods": expect.stringContaining("PATCH"),
        "access-control-allow-headers": expect.stringContaining("authorization"),
      },
    ]);
    expect(preflight.headers.get("access-control-allow-credentials")).toBeNull();
    const headers = {
      origin: tools,
      "sec-fetch-site": "cross-site",
      authorization: `Bearer ${api.token("editor")}`,
    };
    const made = await api.request("POST", "/pools", { headers, body: { name: "gpu" } });
    expect([made.status, made.headers.get("access-control-allow-origin")]).toEqual([200, tools]);
    const refused = await api.request("POST", "/pools", { headers, body: { name: "gpu" } });
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([409, tools]);
  });

  it("reads as nobody without a token", async () => {
    const api = await start();
    const headers = { origin: tools };
    const read = await api.request("GET", "/pools", { headers });
    expect([read.status, read.headers.get("access-control-allow-origin")]).toEqual([200, tools]);
    expect((await api.request("POST", "/pools", { headers, body: { name: "gpu" } })).status).toBe(401);
  });

  it("is not whoever is signed in on the server's own page", async () => {
    const api = await start();
    const body = { with: "token", token: api.token("admin") };
    const cookie = sessionCookieOf(await api.request("POST", "/session", { body }));
    const headers = { origin: tools, "sec-fetch-site": "same-site", cookie };
    expect((await api.request("GET", "/users", { headers })).status).toBe(401);
    expect((await api.request("POST", "/pools", { headers, body: { name: "gpu" } })).status).toBe(401);
    const session = await (await api.request("GET", "/session", { headers })).json();
    expect(session).toMatchObject({ caller: { name: null } });
  });

  it("follows the events with a token, which it sends as a protocol", async () => {
    const api = await start({ "access.anonymous": "none" });
    const headers = { origin: tools };
    expect(await firstOf(api, ["afpools", `afpools.token.${api.token("viewer")}`], headers)).toBe("snapshot");
    expect(await firstOf(api, ["afpools", "afpools.token.afp_x"], headers)).toBe("401");
    expect(await firstOf(api, [], headers)).toBe("SIGN_IN_REQUIRED");
  });
});

describe("a page of any other origin", () => {
  const evil = { origin: "http://evil.example" };

  it("is refused, and told the setting", async () => {
    const api = await startApi({ settings: { "server.origins": tools } });
    const preflight = await fetch(`${api.url}/api/v1/pools`, {
      method: "OPTIONS",
      headers: { ...evil, "access-control-request-method": "POST" },
    });
    const read = await api.request("GET", "/pools", { headers: evil });
    for (const response of [preflight, read]) {
      const { code, detail } = (await response.json()) as { code: string; detail: string };
      expect([response.status, code]).toEqual([403, "FORBIDDEN"]);
      expect(detail).toContain("server.origins");
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
    }
    expect(await firstOf(api, ["afpools", `afpools.token.${api.token("viewer")}`], evil)).toBe("403");
  });

  it("may link to the server", async () => {
    const api = await startApi({ users: false });
    const headers = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    expect((await api.request("GET", "/openapi.json", { headers })).status).toBe(200);
  });
});

describe("the settings of names and origins", () => {
  it.each([
    ["server.names", "pools.studio evil/example"],
    ["server.names", "*"],
    ["server.names", "http://pools.studio"],
    ["server.origins", "tools.studio.example"],
    ["server.origins", "https://tools.studio.example/"],
    ["server.origins", "*"],
    ["server.origins", "null"],
  ])("%s is not %s", async (key, value) => {
    const started = startApi({ users: false, settings: { [key]: value } });
    await expect(started).rejects.toThrow(AfpoolsError);
    await expect(started).rejects.toMatchObject({ code: "INVALID_CONFIG" });
  });
});
