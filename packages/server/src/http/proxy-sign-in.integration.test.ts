import { describe, expect, it } from "vitest";
import { openRawHttp, webSocketHead } from "../testing/raw-http.js";
import { startApi, type TestApi } from "../testing/test-api.js";

const roles = "it=admin; td=editor; artists=viewer";

function start(settings: Readonly<Record<string, unknown>> = {}) {
  return startApi({
    settings: {
      "server.trustedProxies": "127.0.0.1",
      "proxy.userHeader": "X-Forwarded-User",
      "proxy.roles": roles,
      ...settings,
    },
  });
}

/** A request that the proxy passes on for somebody. */
function asked(
  api: TestApi,
  [user, groups]: readonly [user: string, groups: string],
  [method, path, body]: readonly [method: string, path: string, body?: unknown],
  more: Readonly<Record<string, string>> = {},
) {
  const headers = { "x-forwarded-user": user, "x-forwarded-groups": groups, origin: api.url, ...more };
  return api.request(method, path, { headers, ...(body !== undefined && { body }) });
}

const anna = ["anna", "artists, td"] as const;

/** The role that somebody has, or why there is none. */
async function roleOf(api: TestApi, who: readonly [string, string]) {
  const response = await asked(api, who, ["GET", "/session"]);
  const told = (await response.json()) as { caller?: { role: string }; code?: string; detail?: string };
  return told.caller?.role ?? `${told.code} ${told.detail}`;
}

/** The sessions that the proxy's word has opened. */
async function sessionsByProxy(api: TestApi) {
  const { sessions } = await api.as("admin").listSessions({ all: true });
  return sessions.filter(({ signedInBy }) => signedInBy === "proxy");
}

describe("signing in by a proxy", () => {
  it("makes a user with the role of the groups, and one session for all requests, of which the client gets nothing", async () => {
    const api = await start();
    const answers = await Promise.all([1, 2, 3].map(() => asked(api, anna, ["GET", "/session"])));
    for (const answer of answers) {
      expect(answer.headers.getSetCookie()).toEqual([]);
      expect(await answer.json()).toMatchObject({
        caller: { name: "anna", role: "editor", by: "session" },
        external: true,
        hasPassword: false,
      });
    }
    expect((await asked(api, anna, ["POST", "/pools", { name: "gpu" }])).status).toBe(200);
    expect((await asked(api, anna, ["GET", "/users"])).status).toBe(403);
    expect(await sessionsByProxy(api)).toMatchObject([{ user: "anna" }]);
    const { records } = await api.as("admin").listAudit({ user: "anna", action: "sign-in" });
    expect(records).toMatchObject([{ outcome: "ok", details: { with: "proxy" } }]);
  });

  it("takes nobody's word but that of trusted proxies", async () => {
    const api = await start({ "server.trustedProxies": "10.0.0.0/8" });
    const answer = await asked(api, ["anna", "it"], ["GET", "/session"]);
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
      403,
      expect.stringContaining("server.trustedProxies"),
    ]);
    expect((await api.as("admin").listUsers()).users.map(({ name }) => name)).not.toContain("anna");
  });

  it("takes no header where none is configured", async () => {
    const api = await start({ "proxy.userHeader": "" });
    expect(await roleOf(api, ["anna", "it"])).toBe("viewer");
    expect((await asked(api, ["anna", "it"], ["GET", "/users"])).status).toBe(401);
  });

  it.each([
    ["the name twice", "x-forwarded-user: admin\r\nx-forwarded-user: anna\r\nx-forwarded-groups: td\r\n"],
    ["the groups twice", "x-forwarded-user: anna\r\nx-forwarded-groups: it\r\nx-forwarded-groups: td\r\n"],
    ["a name that is no text", "x-forwarded-user: \xff\xfe\r\nx-forwarded-groups: it\r\n"],
  ])("refuses %s, which the client may have sent", async (_, headers) => {
    const api = await start();
    const client = await openRawHttp(api.daemon.httpAddress.port);
    client.send(
      Buffer.from(
        `GET /api/v1/session HTTP/1.1\r\nhost: localhost\r\n${headers}connection: close\r\n\r\n`,
        "latin1",
      ),
    );
    expect(await client.closed()).toMatch(/^HTTP\/1\.1 400 .*MALFORMED_MESSAGE/s);
  });

  it("gives the role of the groups as they are then, and signs out whom no group lets in any more", async () => {
    const api = await start();
    expect(await roleOf(api, anna)).toBe("editor");
    expect(await roleOf(api, ["anna", "artists|it"])).toBe("admin");
    const made = await asked(api, ["anna", "artists|it"], ["POST", "/tokens", { label: "ci" }]);
    const { secret } = (await made.json()) as { readonly secret: string };
    await api.client({ token: secret }).listPools();
    expect(await roleOf(api, ["anna", "visitors"])).toMatch(/^FORBIDDEN .*proxy\.roles/);
    await expect(api.client({ token: secret }).listPools()).rejects.toMatchObject({ code: "SIGN_IN_FAILED" });
    expect(await roleOf(api, ["anna", ""])).toMatch(/^FORBIDDEN/);
  });

  it("never takes over a local user, or lets a disabled one in", async () => {
    const api = await start();
    await api.as("admin").createUser({ body: { name: "ben", role: "admin", password: "correct horse" } });
    for (const name of ["ben", "BEN", "admin"])
      expect(await roleOf(api, [name, "td"])).toMatch(/^FORBIDDEN .*belongs to a local user/);
    expect(await roleOf(api, ["x".repeat(100), "td"])).toMatch(/^FORBIDDEN/);
    expect(await roleOf(api, anna)).toBe("editor");
    await api.as("admin").updateUser({ user: "anna", body: { disabled: true } });
    expect(await roleOf(api, anna)).toMatch(/^FORBIDDEN .*disabled/);
  });

  it("writes only what a page of the server sends, and is nobody for pages of others", async () => {
    const api = await start({ "server.origins": "https://tools.studio.example" });
    const write = ["POST", "/pools", { name: "gpu" }] as const;
    const headers = { "x-forwarded-user": "anna", "x-forwarded-groups": "td" };
    expect((await api.request("POST", "/pools", { headers, body: write[2] })).status).toBe(403);
    expect((await asked(api, anna, write, { origin: "https://evil.example" })).status).toBe(403);
    expect((await asked(api, anna, write, { origin: "https://tools.studio.example" })).status).toBe(401);
    expect((await asked(api, anna, write)).status).toBe(200);
  });

  it("leaves programs with a token what the token is", async () => {
    const api = await start();
    const authorization = `Bearer ${api.token("viewer")}`;
    const answer = await asked(api, ["anna", "it"], ["GET", "/session"], { authorization });
    expect(await answer.json()).toMatchObject({ caller: { name: "viewer", role: "viewer" } });
  });

  it("is ended by an admin with all that was made in it; the proxy's next word begins anew", async () => {
    const api = await start();
    const made = await asked(api, anna, ["POST", "/tokens", { label: "ci" }]);
    const { secret } = (await made.json()) as { readonly secret: string };
    const [session] = await sessionsByProxy(api);
    await api.as("admin").endSession({ session: session?.id ?? "" });
    await expect(api.client({ token: secret }).listPools()).rejects.toMatchObject({ code: "SIGN_IN_FAILED" });
    expect(await roleOf(api, anna)).toBe("editor");
    const after = await sessionsByProxy(api);
    expect([after.length, after[0]?.id === session?.id]).toEqual([1, false]);
  });

  it("closes the WebSocket when its session ends", async () => {
    const api = await start({ "access.anonymous": "none" });
    const client = await openRawHttp(api.daemon.httpAddress.port);
    const headers = ["x-forwarded-user: anna", "x-forwarded-groups: td"];
    client.send(webSocketHead("/api/v1/events", "origin: http://localhost", ...headers));
    await client.until("snapshot");
    const [session] = await sessionsByProxy(api);
    await api.as("admin").endSession({ session: session?.id ?? "" });
    // A close frame with the code 4401.
    expect(await client.until("\x11\x31")).toContain("\x11\x31");
  });
});
