import { AfpoolsError, MemoryStore } from "@afpools/core";
import { describe, expect, it, vi } from "vitest";
import { Audit } from "../audit/audit.js";
import { Accounts } from "./accounts.js";
import { Authenticator } from "./authenticator.js";
import { ExternalUsers } from "./external-users.js";
import { ProxySignIn } from "./proxy-sign-in.js";

const from = { address: "10.1.2.3", agent: "a browser" };
const anna = { name: "anna", groups: ["td"] };

async function start() {
  const store = new MemoryStore();
  const accounts = new Accounts(store.accounts);
  await accounts.users.create({ name: "root", role: "admin" });
  const state = {
    away: undefined as AfpoolsError | undefined,
    roles: "td=editor; it=admin",
    sessionMs: 60_000,
  };
  const authenticator = new Authenticator({
    accounts,
    anonymous: () => "viewer",
    awayBecause: () => state.away,
  });
  const audit = new Audit({ store: store.audit, server: "here", onFailure: () => undefined });
  const proxy = new ProxySignIn({
    accounts,
    externalUsers: new ExternalUsers(accounts),
    authenticator,
    audit,
    settings: () => ({ roles: state.roles, sessionMs: state.sessionMs }),
  });
  const sessions = () => accounts.credentials.list("session");
  return { store, accounts, audit, proxy, sessions, state };
}

describe("signing in by a proxy", () => {
  it("opens one session for all who ask at once, which ends after its time", async () => {
    const { proxy, sessions, audit } = await start();
    const answers = await Promise.all([1, 2, 3].map(() => proxy.signIn(anna, from)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers[0]?.principal).toMatchObject({ by: "session", role: "editor", user: { name: "anna" } });
    const [session, ...others] = await sessions();
    expect(others).toEqual([]);
    const { createdAt, expiresAt } = session?.credential ?? { createdAt: "", expiresAt: "" };
    expect(Date.parse(expiresAt ?? "") - Date.parse(createdAt)).toBe(60_000);
    expect(session?.credential).toMatchObject({
      signedInBy: "proxy",
      usedFrom: "10.1.2.3",
      agent: "a browser",
    });
    const records = await audit.list({ limit: 10 });
    expect(records).toMatchObject([
      {
        action: "sign-in",
        outcome: "ok",
        address: "10.1.2.3",
        actor: { user: "anna" },
        details: { with: "proxy" },
      },
    ]);
  });

  it("opens another one for other groups, other roles, and where the first has ended", async () => {
    const { proxy, accounts, state } = await start();
    const first = await proxy.signIn(anna, from);
    expect(await proxy.signIn(anna, from)).toMatchObject({ text: first.text });
    const second = await proxy.signIn({ ...anna, groups: ["it"] }, from);
    expect([second.principal.role, second.text === first.text]).toEqual(["admin", false]);
    state.roles = "it=viewer";
    const third = await proxy.signIn({ ...anna, groups: ["it"] }, from);
    expect(third.principal.role).toBe("viewer");
    const [session] = await accounts.credentials.list("session");
    await accounts.credentials.endSession(session?.credential.id ?? "");
    const fourth = await proxy.signIn({ ...anna, groups: ["it"] }, from);
    expect([fourth.principal.by, fourth.text === third.text]).toEqual(["session", false]);
  });

  it("goes on as it was while the database is away, for those whom it knew", async () => {
    const { proxy, state, store } = await start();
    const { text } = await proxy.signIn(anna, from);
    state.away = new AfpoolsError("STORE_UNAVAILABLE", "The database is away.");
    expect(await proxy.signIn(anna, from)).toMatchObject({
      text,
      principal: { by: "session", readOnlyBecause: state.away },
    });
    await store.close();
    expect(await proxy.signIn({ name: "ben", groups: ["td"] }, from)).toEqual({
      text: undefined,
      principal: { by: "nothing", role: "viewer", unknownBecause: expect.any(AfpoolsError) },
    });
  });

  it("tells that somebody whom it knew cannot be known now, and opens nothing anew", async () => {
    const { proxy, sessions, state } = await start();
    const { text } = await proxy.signIn(anna, from);
    const before = await sessions();
    state.away = new AfpoolsError("STORE_UNAVAILABLE", "The database is away.");
    await proxy.signIn(anna, from);
    state.away = undefined;
    expect((await proxy.signIn(anna, from)).text).toBe(text);
    expect(await sessions()).toHaveLength(before.length);
  });

  it.each([
    ["whom no group lets in", { name: "eve", groups: ["x"] }, "proxy.roles"],
    [
      "with the name of a local user",
      { name: "root", groups: ["it"] },
      "The user named by the proxy cannot sign in.",
    ],
    [
      "with a name that no user can have",
      { name: "\n", groups: ["it"] },
      "The user named by the proxy cannot sign in.",
    ],
  ])("refuses somebody %s, each time", async (_, user, reason) => {
    const { proxy, sessions } = await start();
    for (let time = 0; time < 2; time += 1) {
      await expect(proxy.signIn(user, from)).rejects.toMatchObject({
        code: "FORBIDDEN",
        message: expect.stringContaining(reason),
      });
    }
    expect(await sessions()).toEqual([]);
  });

  it("tells why, and which name is somebody else's", async () => {
    const { proxy } = await start();
    await expect(proxy.signIn({ name: "eve", groups: [] }, from)).rejects.toMatchObject({
      message: expect.stringMatching(/^You are in no group/),
    });
    await expect(proxy.signIn({ name: "root", groups: ["it"] }, from)).rejects.toMatchObject({
      details: { name: "root" },
    });
  });

  it("forbids it for somebody who is changed in the same moment, whatever is asked for, and lets them in next", async () => {
    const { store, accounts, proxy } = await start();
    await proxy.signIn(anna, from);
    const write = store.accounts.writeCredential.bind(store.accounts);
    vi.spyOn(store.accounts, "writeCredential").mockImplementationOnce(async (credential) => {
      await accounts.users.update("anna", { role: "viewer" });
      return write(credential);
    });
    const elsewhere = { ...anna, groups: ["td", "x"] };
    await expect(proxy.signIn(elsewhere, from)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect((await proxy.signIn(elsewhere, from)).principal.role).toBe("editor");
  });

  it("lets somebody in again who was disabled meanwhile", async () => {
    const { proxy, accounts } = await start();
    await proxy.signIn(anna, from);
    await accounts.users.update("anna", { disabled: true });
    await expect(proxy.signIn(anna, from)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await accounts.users.update("anna", { disabled: false });
    expect((await proxy.signIn(anna, from)).principal).toMatchObject({ by: "session", role: "editor" });
  });

  it("gives up where each session is over at once", async () => {
    const { proxy, state } = await start();
    state.sessionMs = -1;
    expect((await proxy.signIn(anna, from)).principal).toEqual({ by: "nothing", role: "viewer" });
  });

  it("tries again where signing in failed", async () => {
    const { proxy, state } = await start();
    state.roles = "wrong";
    await expect(proxy.signIn(anna, from)).rejects.toMatchObject({ code: "INVALID_CONFIG" });
    state.roles = "td=editor";
    expect((await proxy.signIn(anna, from)).principal.role).toBe("editor");
  });
});
