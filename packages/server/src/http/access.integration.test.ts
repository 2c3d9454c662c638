import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startMongo, type TestMongo } from "../../../../tools/mongodb-for-tests.js";
import { openStore } from "../store/open-store.js";
import { sessionCookieOf, startApi, type TestApi, welcomeToken } from "../testing/test-api.js";

let mongo: TestMongo;

beforeAll(async () => {
  mongo = await startMongo();
});
afterAll(() => mongo.stop());

/** What a page of the server sends with a session. */
const withSession = (api: TestApi, cookie: string) => ({ cookie, origin: api.url });

async function signIn(api: TestApi, body: object) {
  const response = await api.request("POST", "/session", { body });
  return { status: response.status, body: await response.json(), cookie: sessionCookieOf(response) };
}

async function callerOf(api: TestApi, cookie: string) {
  const response = await api.request("GET", "/session", { headers: { cookie } });
  return ((await response.json()) as { caller: { name: string | null } }).caller.name;
}

describe("the first admin", () => {
  it("is created by the link that the server tells whoever starts it, once, and not its log", async () => {
    const api = await startApi({ users: false });
    const told = await api.log.line(({ values }) => "welcome" in values);
    expect(told).toMatchObject({ level: "info", values: { welcome: `${api.url}/welcome` } });
    expect(api.welcomed).toEqual([api.daemon.welcomeUrl]);
    expect(api.daemon.welcomeUrl).toMatch(new RegExp(`^${api.url}/welcome#token=[\\w-]{43}$`));
    expect(await api.client().getSession()).toEqual({
      caller: { name: null, role: "viewer", by: "nothing" },
      hasPassword: false,
      external: false,
      provider: null,
      anonymous: "viewer",
      hasAdmin: false,
    });

    const token = welcomeToken(api);
    expect(
      await signIn(api, { with: "welcome", token: `${token.slice(0, -1)}_`, name: "eve" }),
    ).toMatchObject({
      status: 401,
      body: { code: "SIGN_IN_FAILED" },
    });
    expect((await signIn(api, { with: "welcome", token, name: " " })).status).toBe(400);
    const made = await signIn(api, { with: "welcome", token, name: "Anna", password: "correct horse" });
    expect(made).toMatchObject({
      status: 200,
      body: { caller: { name: "Anna", role: "admin", by: "session" }, hasPassword: true, hasAdmin: true },
    });
    expect(await callerOf(api, made.cookie)).toBe("Anna");
    expect(api.daemon.welcomeUrl).toBeUndefined();
    expect(await signIn(api, { with: "welcome", token, name: "eve" })).toMatchObject({ status: 401 });
    expect((await signIn(api, { with: "password", name: "anna", password: "correct horse" })).status).toBe(
      200,
    );

    await api.restart();
    expect(api.daemon.welcomeUrl).toBeUndefined();
    expect(await callerOf(api, made.cookie)).toBe("Anna");
  });

  it("is one, however many open the link at once", async () => {
    const api = await startApi({ users: false });
    const token = welcomeToken(api);
    const attempts = await Promise.all(
      ["a", "b", "c"].map((name) => signIn(api, { with: "welcome", token, name })),
    );
    expect(attempts.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
  });

  it("is not made any more where another server of the database made one", async () => {
    const store = `${mongo.url}/afpools_first_${randomUUID().slice(0, 8)}`;
    const [one, other] = [await startApi({ store, users: false }), await startApi({ store, users: false })];
    const stale = welcomeToken(other);
    expect((await signIn(one, { with: "welcome", token: welcomeToken(one), name: "anna" })).status).toBe(200);
    expect((await signIn(other, { with: "welcome", token: stale, name: "eve" })).status).toBe(401);
    const opened = openStore(store);
    expect((await opened.accounts.listUsers()).map(({ name }) => name)).toEqual(["anna"]);
    await opened.close();
  });
});

describe("users", () => {
  it("are made, changed and deleted by an admin", async () => {
    const api = await startApi();
    const admin = api.as("admin");
    expect(
      await admin.createUser({ body: { name: "Ben", role: "editor", password: "correct horse" } }),
    ).toEqual({
      name: "Ben",
      role: "editor",
      disabled: false,
      hasPassword: true,
      external: false,
      createdAt: expect.any(String),
    });
    await expect(admin.createUser({ body: { name: "bEN", role: "viewer" } })).rejects.toMatchObject({
      code: "NAME_TAKEN",
    });
    expect((await admin.listUsers()).users.map(({ name }) => name)).toEqual([
      "admin",
      "Ben",
      "editor",
      "viewer",
    ]);
    expect(await admin.updateUser({ user: "ben", body: { role: "admin", password: null } })).toMatchObject({
      role: "admin",
      hasPassword: false,
    });
    expect(await signIn(api, { with: "password", name: "Ben", password: "correct horse" })).toMatchObject({
      status: 401,
    });
    await admin.deleteUser({ user: "BEN" });
    await expect(admin.deleteUser({ user: "ben" })).rejects.toMatchObject({ code: "USER_NOT_FOUND" });
    await expect(admin.updateUser({ user: "ben", body: {} })).rejects.toMatchObject({
      code: "USER_NOT_FOUND",
    });
  });

  it("never show what a password is compared with", async () => {
    const api = await startApi();
    await api.as("admin").createUser({ body: { name: "ben", role: "viewer", password: "correct horse" } });
    const headers = { authorization: `Bearer ${api.token("admin")}` };
    expect(await (await api.request("GET", "/users", { headers })).text()).not.toContain("scrypt");
    const tokens = await (await api.request("GET", "/tokens?all=true", { headers })).text();
    expect(tokens).toContain("label");
    expect(tokens).not.toContain("hash");
  });

  it("keep one admin, whatever is done", async () => {
    const api = await startApi();
    const admin = api.as("admin");
    const last = { code: "CONFLICT", message: expect.stringContaining("last admin") };
    await expect(admin.updateUser({ user: "admin", body: { role: "editor" } })).rejects.toMatchObject(last);
    await expect(admin.updateUser({ user: "admin", body: { disabled: true } })).rejects.toMatchObject(last);
    await expect(admin.deleteUser({ user: "admin" })).rejects.toMatchObject(last);
    await admin.updateUser({ user: "editor", body: { role: "admin" } });
    await admin.updateUser({ user: "admin", body: { disabled: true } });
    await expect(admin.listUsers()).rejects.toMatchObject({ code: "SIGN_IN_FAILED" });
  });

  it("come by a link that is good once", async () => {
    const api = await startApi();
    const link = await api.as("admin").createSignInLink({ user: "viewer" });
    expect(link.path).toBe(`/sign-in#token=${link.token}`);
    const attempts = await Promise.all([1, 2, 3].map(() => signIn(api, { with: "link", token: link.token })));
    expect(attempts.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    const { cookie } = attempts.find(({ status }) => status === 200) ?? { cookie: "" };
    expect(await callerOf(api, cookie)).toBe("viewer");
    // It is no token, and a token is no link.
    const another = await api.as("admin").createSignInLink({ user: "viewer" });
    expect((await signIn(api, { with: "token", token: another.token })).status).toBe(401);
    expect((await signIn(api, { with: "link", token: api.token("viewer") })).status).toBe(401);
    await expect(api.client({ token: another.token }).getSession()).rejects.toMatchObject({
      code: "SIGN_IN_FAILED",
    });
  });

  it("give themselves a password, and sign all their other pages out by it", async () => {
    const api = await startApi();
    const admin = api.as("admin");
    const come = async () => {
      const { token } = await admin.createSignInLink({ user: "viewer" });
      return (await signIn(api, { with: "link", token })).cookie;
    };
    const [here, there] = [await come(), await come()];
    const change = (body: object, cookie = here) =>
      api.request("PUT", "/session/password", { headers: withSession(api, cookie), body });
    expect((await change({ password: "too short" })).status).toBe(400);
    expect((await change({ password: "correct horse" })).status).toBe(204);
    expect([await callerOf(api, here), await callerOf(api, there)]).toEqual(["viewer", null]);
    expect((await change({ password: "another one" })).status).toBe(401);
    expect((await change({ password: "another one", current: "wrong" })).status).toBe(401);
    expect((await change({ password: "another one", current: "correct horse" })).status).toBe(204);
    expect((await signIn(api, { with: "password", name: "viewer", password: "correct horse" })).status).toBe(
      401,
    );
    expect((await signIn(api, { with: "password", name: "Viewer", password: "another one" })).status).toBe(
      200,
    );
  });

  it("sign out, and are then nobody", async () => {
    const api = await startApi();
    const { cookie } = await signIn(api, { with: "token", token: api.token("editor") });
    const out = await api.request("DELETE", "/session", { headers: withSession(api, cookie) });
    expect([out.status, out.headers.get("set-cookie")]).toEqual([
      204,
      "afpools=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict",
    ]);
    expect(await callerOf(api, cookie)).toBeNull();
    expect((await api.request("DELETE", "/session")).status).toBe(204);
  });
});

describe("tokens", () => {
  it("are made, listed and revoked by their users, and all of them by an admin", async () => {
    const api = await startApi();
    const [editor, admin] = [api.as("editor"), api.as("admin")];
    const { secret, token } = await editor.createToken({ body: { label: " ci ", days: 30 } });
    expect(token).toMatchObject({ user: "editor", label: "ci", role: "editor", usedAt: null });
    expect(Date.parse(token.expiresAt ?? "") - Date.parse(token.createdAt)).toBe(30 * 24 * 3_600_000);
    const ci = api.client({ token: secret });
    expect((await ci.getSession()).caller).toEqual({ name: "editor", role: "editor", by: "token" });
    const listed = (await editor.listTokens()).tokens;
    expect(listed.map(({ label }) => label)).toEqual(["test", "ci"]);
    expect(listed[1]?.usedAt).not.toBeNull();
    await expect(editor.listTokens({ all: true })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect((await admin.listTokens({ all: true })).tokens.map(({ user }) => user)).toEqual(
      expect.arrayContaining(["viewer", "editor", "admin"]),
    );

    await expect(api.as("viewer").revokeToken({ token: token.id })).rejects.toMatchObject({
      code: "TOKEN_NOT_FOUND",
    });
    await editor.revokeToken({ token: token.id });
    await expect(ci.getSession()).rejects.toMatchObject({ code: "SIGN_IN_FAILED" });
    const [ofViewer] = (await api.as("viewer").listTokens()).tokens;
    await admin.revokeToken({ token: ofViewer?.id ?? "" });
    await expect(api.as("viewer").listPools()).rejects.toMatchObject({ code: "SIGN_IN_FAILED" });
  });

  it.each([
    [{ label: "" }],
    [{ label: "a\u0000b" }],
    [{ label: "x", days: 0 }],
    [{ label: "x", role: "root" }],
  ])("are refused for %j", async (body) => {
    const api = await startApi();
    const headers = { authorization: `Bearer ${api.token("editor")}` };
    expect((await api.request("POST", "/tokens", { headers, body })).status).toBe(400);
  });

  it("are good no more when they have expired, nor are sessions", async () => {
    const api = await startApi();
    const { secret } = await api.as("editor").createToken({ body: { label: "ci", days: 1 } });
    const { cookie } = await signIn(api, { with: "token", token: api.token("editor") });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 25 * 3_600_000 });
    try {
      await expect(api.client({ token: secret }).getSession()).rejects.toMatchObject({
        code: "SIGN_IN_FAILED",
      });
      const kept = await api.request("GET", "/session", { headers: { cookie } });
      // It is used, so it lasts on, in the browser too.
      expect(kept.headers.get("set-cookie")).toContain(`${cookie}; Max-Age=2592000`);
      vi.setSystemTime(Date.now() + 29 * 24 * 3_600_000);
      expect(await callerOf(api, cookie)).toBe("editor");
      vi.setSystemTime(Date.now() + 31 * 24 * 3_600_000);
      expect(await callerOf(api, cookie)).toBeNull();
    } finally {
      vi.useRealTimers();
    }
  });
});
