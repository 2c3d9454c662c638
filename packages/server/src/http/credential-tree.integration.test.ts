import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { closeCodes, eventsPath } from "@afpools/api";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { WebSocket } from "ws";
import { startMongo, type TestMongo } from "../../../../tools/mongodb-for-tests.js";
import { Gate } from "../testing/gate.js";
import { tempFolder } from "../testing/temp-folder.js";
import { sessionCookieOf, startApi, type TestApi } from "../testing/test-api.js";

let mongo: TestMongo;

beforeAll(async () => {
  mongo = await startMongo();
});
afterAll(() => mongo.stop());

const databases = {
  MongoDB: () => `${mongo.url}/afpools_tree_${randomUUID().slice(0, 8)}`,
  SQLite: () => `sqlite:${join(tempFolder(), "pools.db")}`,
};

/** Two servers over one database; the users' tokens are those of the first. */
async function twoServers(store = databases.MongoDB()) {
  const one = await startApi({ store });
  const other = await startApi({ store, users: false });
  return { one, other };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const pageOf = (api: TestApi, cookie: string) => ({ cookie, origin: api.url });

async function signInWith(api: TestApi, token: string): Promise<string> {
  const answer = await api.request("POST", "/session", { body: { with: "token", token } });
  expect(answer.status).toBe(200);
  return sessionCookieOf(answer);
}

const nameOf = async (api: TestApi, cookie: string) => {
  const answer = await api.request("GET", "/session", { headers: { cookie } });
  return ((await answer.json()) as { caller: { name: string | null } }).caller.name;
};

/**
 * Resolves once the server has let the WebSocket of events in, with the code with which it closes it: `beat` where it said
 * before that nothing happened, as it does each 15 s.
 */
function followed(
  api: TestApi,
  headers: Record<string, string>,
): Promise<{ closed: Promise<number | "beat"> }> {
  const socket = new WebSocket(`${api.url.replace("http", "ws")}${eventsPath}`, { headers });
  const closed = new Promise<number | "beat">((resolve) => {
    socket.once("close", resolve);
    socket.on("message", (data) => {
      if (String(data).includes('"beat"')) resolve("beat");
    });
  });
  return new Promise((resolve, reject) => {
    socket.once("message", () => resolve({ closed }));
    socket.once("error", reject);
  });
}

describe("a token limited to viewer", () => {
  it("ends no token or session of its user that does more", async () => {
    const api = await startApi();
    const editor = api.as("editor");
    const { secret, token } = await editor.createToken({ body: { label: "look", role: "viewer" } });
    const viewer = api.client({ token: secret });
    const { tokens } = await viewer.listTokens();
    const others = tokens.filter(({ id }) => id !== token.id);
    expect(others.length).toBeGreaterThan(0);
    for (const { id } of others) {
      await expect(viewer.revokeToken({ token: id })).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    await signInWith(api, api.token("editor"));
    const { sessions } = await viewer.listSessions();
    expect(sessions).toHaveLength(1);
    await expect(viewer.endSession({ session: sessions[0]?.id ?? "" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect((await editor.listTokens()).tokens).toHaveLength(tokens.length);
    await viewer.revokeToken({ token: token.id });
    expect((await editor.listTokens()).tokens).toEqual(others);
  });
});

describe.each(Object.entries(databases))("a token that is revoked on one server, over %s", (_, database) => {
  it("is refused by the other at once, with all that was made with it; who follows events is cut off", {
    timeout: 60_000,
  }, async () => {
    // WebSockets are looked at again each 15 s, too: here that is not what ends them.
    vi.useFakeTimers({ toFake: ["setInterval"] });
    onTestFinished(() => void vi.useRealTimers());
    const { one, other } = await twoServers(database());
    const { secret, token } = await one.as("editor").createToken({ body: { label: "ci" } });
    const cookie = await signInWith(other, secret);
    const made = await other.request("POST", "/tokens", {
      headers: pageOf(other, cookie),
      body: { label: "made in the session" },
    });
    const { secret: inner } = (await made.json()) as { secret: string };
    const byToken = await followed(other, bearer(secret));
    const bySession = await followed(other, { cookie });
    const byInner = await followed(other, bearer(inner));
    const stays = await followed(other, bearer(one.token("viewer")));

    await one.as("editor").revokeToken({ token: token.id });
    for (const credential of [secret, inner]) {
      expect((await other.request("GET", "/pools", { headers: bearer(credential) })).status).toBe(401);
    }
    expect(await nameOf(other, cookie)).toBeNull();
    const codes = await Promise.all([byToken.closed, bySession.closed, byInner.closed]);
    expect(codes).toEqual(Array(3).fill(closeCodes.SIGN_IN_REQUIRED));
    const raced = await Promise.race([stays.closed, Promise.resolve("open")]);
    expect(raced).toBe("open");
  });
});

describe("a token that expires", () => {
  it("makes none that lasts longer, also for other users, and sets no password", async () => {
    const api = await startApi();
    const { secret, token } = await api.as("admin").createToken({ body: { label: "day", days: 1 } });
    const day = api.client({ token: secret });
    const end = token.expiresAt;
    expect((await day.createToken({ body: { label: "same" } })).token.expiresAt).toBe(end);
    const forEditor = await day.createToken({ body: { label: "same", user: "editor" } });
    expect(forEditor.token).toMatchObject({ expiresAt: end, madeWith: token.id });
    const forbidden = { code: "FORBIDDEN" };
    for (const body of [
      { label: "x", days: 2 },
      { label: "x", days: 2, user: "editor" },
    ]) {
      await expect(day.createToken({ body })).rejects.toMatchObject(forbidden);
    }
    const password = "a long password";
    await expect(day.createUser({ body: { name: "eve", role: "admin", password } })).rejects.toMatchObject(
      forbidden,
    );
    await expect(day.updateUser({ user: "editor", body: { password } })).rejects.toMatchObject(forbidden);
    await expect(day.updateUser({ user: "editor", body: { password: null } })).rejects.toMatchObject(
      forbidden,
    );
    const link = await day.createSignInLink({ user: "viewer" });
    const opened = await api.request("POST", "/session", { body: { with: "link", token: link.token } });
    const cookie = sessionCookieOf(opened);
    const change = await api.request("PUT", "/session/password", {
      headers: pageOf(api, cookie),
      body: { password },
    });
    expect(change.status).toBe(403);
    await api.as("admin").revokeToken({ token: token.id });
    expect(await nameOf(api, cookie)).toBeNull();
    expect((await api.request("GET", "/pools", { headers: bearer(forEditor.secret) })).status).toBe(401);
    expect((await api.as("admin").listTokens({ all: true })).tokens.map(({ label }) => label)).toEqual([
      "test",
      "test",
      "test",
    ]);
  });
});

describe("a password", () => {
  it("is not set in a session that was signed in with a token, for a user who has none", async () => {
    const api = await startApi();
    const cookie = await signInWith(api, api.token("editor"));
    const body = { password: "a long password" };
    const set = () => api.request("PUT", "/session/password", { headers: pageOf(api, cookie), body });
    expect((await set()).status).toBe(403);
    expect((await api.as("admin").listUsers()).users.find(({ name }) => name === "editor")).toMatchObject({
      hasPassword: false,
    });
  });

  it("of one's own is not changed as an admin changes those of others, which would ask for no current one", async () => {
    const api = await startApi();
    for (const password of ["a long password", null]) {
      await expect(api.as("admin").updateUser({ user: "ADMIN", body: { password } })).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
    }
    const cookie = await signInWith(api, api.token("admin"));
    const link = await api.request("POST", "/users/admin/links", { headers: pageOf(api, cookie) });
    const { token } = (await link.json()) as { token: string };
    const opened = await api.request("POST", "/session", { body: { with: "link", token } });
    const change = await api.request("PUT", "/session/password", {
      headers: pageOf(api, sessionCookieOf(opened)),
      body: { password: "a long password" },
    });
    expect(change.status).toBe(403);
  });

  it("that an admin sets ends the tokens of the user, on every server", async () => {
    const { one, other } = await twoServers();
    expect((await other.request("GET", "/pools", { headers: bearer(one.token("editor")) })).status).toBe(200);
    await one.as("admin").updateUser({ user: "editor", body: { password: "a long password" } });
    expect((await other.request("GET", "/pools", { headers: bearer(one.token("editor")) })).status).toBe(401);
  });
});

describe("sessions", () => {
  it("are listed with who uses them from where, by their users, and all of them by an admin", async () => {
    const api = await startApi();
    const opened = await api.request("POST", "/session", {
      headers: { "user-agent": "a browser" },
      body: { with: "token", token: api.token("editor") },
    });
    const cookie = sessionCookieOf(opened);
    const [token] = (await api.as("editor").listTokens()).tokens;
    const mine = await api.request("GET", "/sessions", { headers: { cookie } });
    const session = {
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      user: "editor",
      role: "editor",
      signedInBy: "token",
      createdAt: expect.any(String),
      expiresAt: expect.any(String),
      usedAt: expect.any(String),
      usedFrom: "127.0.0.1",
      agent: "a browser",
      madeWith: token?.id,
      current: true,
    };
    expect(await mine.json()).toEqual({ sessions: [session] });
    expect((await api.as("editor").listSessions()).sessions).toEqual([{ ...session, current: false }]);
    expect((await api.as("viewer").listSessions()).sessions).toEqual([]);
    await expect(api.as("editor").listSessions({ all: true })).rejects.toMatchObject({ code: "FORBIDDEN" });
    const all = (await api.as("admin").listSessions({ all: true })).sessions;
    expect(all.map(({ user, signedInBy }) => [user, signedInBy])).toEqual([
      ["admin", "welcome"],
      ["editor", "token"],
    ]);
    expect(JSON.stringify(all)).not.toContain("hash");
  });

  it("are ended by their users and by an admin, on every server, and by nobody else", async () => {
    const { one, other } = await twoServers();
    const cookie = await signInWith(one, one.token("editor"));
    const [session] = (await one.as("editor").listSessions()).sessions;
    const id = session?.id ?? "";
    await expect(one.as("viewer").endSession({ session: id })).rejects.toMatchObject({
      code: "SESSION_NOT_FOUND",
    });
    expect(await nameOf(other, cookie)).toBe("editor");
    await one.as("admin").endSession({ session: id });
    expect(await nameOf(other, cookie)).toBeNull();
    await expect(one.as("admin").endSession({ session: id })).rejects.toMatchObject({
      code: "SESSION_NOT_FOUND",
    });
    const again = await signInWith(one, one.token("editor"));
    const [next] = (await one.as("editor").listSessions()).sessions;
    await one.as("editor").endSession({ session: next?.id ?? "" });
    expect(await nameOf(other, again)).toBeNull();
  });
});

describe("tokens", () => {
  it("tell where they were used last, and what they were made with", async () => {
    const api = await startApi();
    const maker = api.as("editor");
    const { secret } = await maker.createToken({ body: { label: "ci" } });
    await api.client({ token: secret }).listPools();
    const [first, second] = (await maker.listTokens()).tokens;
    expect(second).toMatchObject({ usedFrom: "127.0.0.1", madeWith: first?.id });
    expect(first?.madeWith).toMatch(/^[0-9a-f]{24}$/);
  });
});

describe("while the database is unavailable", () => {
  it("an admin who was known reads, and changes nothing, whatever it is", { timeout: 60_000 }, async () => {
    const gate = new Gate(Number(new URL(mongo.url).port));
    await gate.open();
    const store = `mongodb://127.0.0.1:${gate.port}/afpools_tree_${randomUUID().slice(0, 8)}`;
    const api = await startApi({ store, renders: ["pc-1"] });
    const admin = api.as("admin");
    await admin.listUsers();
    const follower = await followed(api, bearer(api.token("admin")));
    await gate.shut();
    await expect
      .poll(async () => (await api.as().getStatus()).status.store.away, { timeout: 20_000 })
      .not.toBeNull();
    expect((await admin.listPools()).pools).toEqual([]);
    expect((await admin.planMask({ body: { expression: "[pc-1]" } }).catch((error) => error)).code).not.toBe(
      "STORE_UNAVAILABLE",
    );
    expect((await admin.listSettings()).settings.length).toBeGreaterThan(10);
    const unavailable = { code: "STORE_UNAVAILABLE" };
    // These need no database: they would be done.
    await expect(admin.changeSettings({ body: { "log.level": "debug" } })).rejects.toMatchObject(unavailable);
    await expect(
      admin.testSetting({ body: { key: "afanasy.server", value: "127.0.0.1:1" } }),
    ).rejects.toMatchObject(unavailable);
    await expect(admin.startScan({ body: { targets: ["127.0.0.1"] } })).rejects.toMatchObject(unavailable);
    await expect(admin.takeJobFromPool({ id: 7, serial: 1 })).rejects.toMatchObject(unavailable);
    expect(await Promise.race([follower.closed, Promise.resolve("open")])).toBe("open");
    await gate.open();
    await expect
      .poll(async () => (await api.as().getStatus()).status.store.away, { timeout: 20_000 })
      .toBeNull();
    await admin.changeSettings({ body: { "log.level": "debug" } });
  });
});
