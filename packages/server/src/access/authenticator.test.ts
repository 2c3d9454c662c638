import { AfpoolsError, MemoryStore } from "@afpools/core";
import { ManualClock } from "@afpools/core/testing";
import { describe, expect, it, vi } from "vitest";
import { Accounts } from "./accounts.js";
import { Authenticator, isMeant } from "./authenticator.js";
import type { AccountChange } from "./credentials.js";

const dayMs = 24 * 60 * 60_000;
const from = { address: "10.0.0.7", agent: null };
const gone = new AfpoolsError("STORE_UNAVAILABLE", "The database is gone.");

async function start({ anonymous = "none" as "viewer" | "none" } = {}) {
  let now = new Date("2026-01-01T12:00:00.000Z");
  let away: AfpoolsError | undefined;
  const clock = new ManualClock();
  const store = new MemoryStore();
  const here = new Accounts(store.accounts, () => now);
  /** Another server, or the command line. */
  const there = new Accounts(store.accounts, () => now);
  const authenticator = new Authenticator({
    accounts: here,
    anonymous: () => anonymous,
    awayBecause: () => away,
    clock,
  });
  const changes: AccountChange[] = [];
  authenticator.subscribe((change) => changes.push(change));
  const anna = await here.users.create({ name: "anna", role: "admin" });
  const ben = await here.users.create({ name: "ben", role: "editor" });
  const { text, credential } = await here.credentials.createToken(ben, { label: "x" });
  return {
    store,
    clock,
    here,
    there,
    authenticator,
    anna,
    ben,
    changes,
    token: text,
    id: credential.id,
    pass: (ms: number) => {
      now = new Date(now.getTime() + ms);
      clock.advance(ms);
    },
    fail: () => {
      away = gone;
    },
    recover: () => {
      away = undefined;
    },
  };
}

describe("while the database is unavailable", () => {
  it("those who were confirmed before go on reading with their role, and are told why they change nothing", async () => {
    const { authenticator, token, fail, recover } = await start();
    const before = await authenticator.authenticate({ token });
    expect(before).toMatchObject({ by: "token", role: "editor", user: { name: "ben" } });
    expect("readOnlyBecause" in before).toBe(false);
    fail();
    expect(await authenticator.authenticate({ token })).toMatchObject({
      by: "token",
      role: "editor",
      readOnlyBecause: gone,
    });
    recover();
    expect("readOnlyBecause" in (await authenticator.authenticate({ token }))).toBe(false);
  });

  it("it is the same where that shows only by asking it", async () => {
    const { authenticator, token, store } = await start();
    const before = await authenticator.authenticate({ token });
    await store.close();
    const reading = { by: "token", role: "editor", readOnlyBecause: { code: "STORE_UNAVAILABLE" } };
    expect(await authenticator.authenticate({ token })).toMatchObject(reading);
    expect(await authenticator.recheck(before)).toMatchObject(reading);
    await expect(authenticator.look()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  });

  it("whoever was never confirmed is nobody, and told why", async () => {
    const { authenticator, token, fail } = await start();
    fail();
    expect(await authenticator.authenticate({ token })).toEqual({
      by: "nothing",
      role: null,
      unknownBecause: gone,
    });
    expect(await authenticator.authenticate({})).toEqual({ by: "nothing", role: null });
  });

  it("a token with another secret is not taken, nor a token for a session", async () => {
    const { authenticator, token, fail } = await start();
    await authenticator.authenticate({ token });
    fail();
    const wrong = `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`;
    expect(await authenticator.authenticate({ token: wrong })).toMatchObject({ by: "nothing" });
    expect(await authenticator.authenticate({ session: token })).toMatchObject({ by: "nothing" });
  });

  it("what expires meanwhile is refused", async () => {
    const { authenticator, here, ben, pass, fail } = await start();
    const { text: token } = await here.credentials.createToken(ben, { label: "x", days: 1 });
    pass(dayMs - 1_000);
    const before = await authenticator.authenticate({ token });
    fail();
    expect((await authenticator.authenticate({ token })).by).toBe("token");
    pass(1_000);
    await expect(authenticator.authenticate({ token })).rejects.toMatchObject({ code: "SIGN_IN_FAILED" });
    expect(await authenticator.recheck(before)).toBeUndefined();
  });

  it("an hour after the database confirmed a credential last it is refused", async () => {
    const { authenticator, token, pass, fail } = await start();
    const before = await authenticator.authenticate({ token });
    pass(1_000);
    await authenticator.look();
    fail();
    pass(60 * 60_000 - 1);
    expect((await authenticator.authenticate({ token })).by).toBe("token");
    expect(await authenticator.recheck(before)).toBeDefined();
    pass(1);
    await expect(authenticator.authenticate({ token })).rejects.toMatchObject({ code: "SIGN_IN_FAILED" });
    expect(await authenticator.recheck(before)).toBeUndefined();
  });

  it("what this server saw refused is refused", async () => {
    const { authenticator, there, token, id, fail } = await start();
    await authenticator.authenticate({ token });
    await there.credentials.revokeToken(id);
    await expect(authenticator.authenticate({ token })).rejects.toMatchObject({ code: "SIGN_IN_FAILED" });
    fail();
    expect(await authenticator.authenticate({ token })).toMatchObject({ by: "nothing", role: null });
  });

  it("what another one revoked is refused, though nobody presented it since, and what was made with it", async () => {
    const { authenticator, here, there, token, id, ben, fail } = await start();
    const maker = await here.credentials.authenticate(token, ["token"]);
    const { text: session } = await here.credentials.openSession(ben, { signedInBy: "token", from }, maker);
    const { text: other } = await here.credentials.createToken(ben, { label: "other" });
    await authenticator.authenticate({ token });
    await authenticator.authenticate({ token: other });
    await authenticator.authenticate({ session });
    await there.credentials.revokeToken(id);
    await authenticator.look();
    fail();
    expect(await authenticator.authenticate({ token })).toMatchObject({ by: "nothing" });
    expect(await authenticator.authenticate({ session })).toMatchObject({ by: "nothing" });
    expect(await authenticator.authenticate({ token: other })).toMatchObject({ by: "token" });
  });

  it("the role is that of the last look", async () => {
    const { authenticator, there, token, fail } = await start();
    await authenticator.authenticate({ token });
    await there.users.update("ben", { role: "viewer" });
    await authenticator.look();
    fail();
    expect(await authenticator.authenticate({ token })).toMatchObject({ role: "viewer" });
  });

  it("somebody who presents a wrong secret makes nobody forgotten", async () => {
    const { authenticator, token, fail } = await start();
    await authenticator.authenticate({ token });
    const wrong = `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`;
    await expect(authenticator.authenticate({ token: wrong })).rejects.toMatchObject({
      code: "SIGN_IN_FAILED",
    });
    fail();
    expect((await authenticator.authenticate({ token })).by).toBe("token");
  });

  it("of more than 5,000 those are known who came last", async () => {
    const { authenticator, here, ben, token, fail } = await start();
    await authenticator.authenticate({ token });
    let last = "";
    for (let count = 0; count < 5_000; count += 1) {
      const made = await here.credentials.createToken(ben, { label: "x" });
      last = made.text;
      await authenticator.authenticate({ token: last });
    }
    fail();
    expect((await authenticator.authenticate({ token })).by).toBe("nothing");
    expect((await authenticator.authenticate({ token: last })).by).toBe("token");
  });
});

describe("what is changed here", () => {
  it("is told at once, and forgotten", async () => {
    const { authenticator, here, token, id, ben, changes, fail } = await start();
    await authenticator.authenticate({ token });
    await here.credentials.revokeToken(id);
    expect(changes).toEqual([{ credentialId: id }]);
    const { text: other } = await here.credentials.createToken(ben, { label: "other" });
    await authenticator.authenticate({ token: other });
    await here.users.update("ben", { disabled: true });
    expect(changes).toContainEqual({ userId: ben.id });
    fail();
    expect((await authenticator.authenticate({ token })).by).toBe("nothing");
    expect((await authenticator.authenticate({ token: other })).by).toBe("nothing");
  });
});

describe("what is changed elsewhere", () => {
  it("is told at once where it is presented before it is looked for", async () => {
    const { authenticator, there, token, id, changes } = await start();
    await authenticator.authenticate({ token });
    await there.users.update("ben", { role: "viewer" });
    expect(await authenticator.authenticate({ token })).toMatchObject({ role: "viewer" });
    expect(changes).toEqual([{ credentialId: id }]);
    await authenticator.authenticate({ token });
    await there.credentials.revokeToken(id);
    await expect(authenticator.authenticate({ token })).rejects.toMatchObject({ code: "SIGN_IN_FAILED" });
    expect(changes).toEqual([{ credentialId: id }, { credentialId: id }]);
    await authenticator.look();
    expect(changes).toHaveLength(2);
  });

  it("is told within a second, once, and nothing else is", async () => {
    const { authenticator, there, anna, here, token, id, changes, clock } = await start();
    const { text: ofAnna } = await here.credentials.createToken(anna, { label: "x" });
    await authenticator.authenticate({ token });
    await authenticator.authenticate({ token: ofAnna });
    authenticator.start();
    clock.advance(1_000);
    await vi.waitFor(async () => authenticator.look(), 20_000);
    expect(changes).toEqual([]);
    await there.credentials.revokeToken(id);
    clock.advance(1_000);
    await vi.waitFor(() => expect(changes).toEqual([{ credentialId: id }]), 20_000);
    await there.users.update("ben", { role: "admin" });
    await there.users.update("anna", { role: "viewer" });
    clock.advance(1_000);
    await vi.waitFor(() => expect(changes).toHaveLength(2), 20_000);
    authenticator.close();
    clock.advance(10_000);
    expect(changes).toHaveLength(2);
  });

  it("is not looked for of those who were not seen for an hour", async () => {
    const { authenticator, there, token, id, changes, pass } = await start();
    await authenticator.authenticate({ token });
    pass(60 * 60_000);
    await authenticator.look();
    await there.credentials.revokeToken(id);
    await authenticator.look();
    expect(changes).toEqual([]);
  });
});

describe("recheck", () => {
  it("tells what somebody is now", async () => {
    const { authenticator, there, token, id } = await start({ anonymous: "viewer" });
    const before = await authenticator.authenticate({ token });
    await there.users.update("ben", { role: "admin" });
    expect(await authenticator.recheck(before)).toMatchObject({ role: "admin" });
    await there.credentials.revokeToken(id);
    expect(await authenticator.recheck(before)).toBeUndefined();
    expect(await authenticator.recheck({ by: "nothing", role: null })).toEqual({
      by: "nothing",
      role: "viewer",
    });
  });

  it("tells that nobody may look any more", async () => {
    const { authenticator } = await start({ anonymous: "none" });
    expect(await authenticator.recheck({ by: "nothing", role: "viewer" })).toBeUndefined();
  });
});

describe("isMeant", () => {
  it("is what concerns the user, the credential, or what that was made with", async () => {
    const { store, here, ben, anna } = await start();
    const root = await here.credentials.createToken(ben, { label: "root" });
    const [maker] = await here.credentials.find([root.credential.id]);
    const made = await here.credentials.createToken(ben, { label: "made" }, maker);
    const validCredential = { user: ben, credential: made.credential };
    const asks = (change: AccountChange) => isMeant(change, validCredential);
    expect([ben.id, anna.id].map((userId) => asks({ userId }))).toEqual([true, false]);
    const ids = [made.credential.id, root.credential.id, "0".repeat(24)];
    expect(ids.map((credentialId) => asks({ credentialId }))).toEqual([true, true, false]);
    await store.close();
  });
});

describe("Authenticator", () => {
  it("tells whether the database is away", async () => {
    const { authenticator, fail, recover } = await start();
    expect(authenticator.isAway).toBe(false);
    fail();
    expect(authenticator.isAway).toBe(true);
    recover();
    expect(authenticator.isAway).toBe(false);
  });

  it("forgets only those whom a change concerns", async () => {
    const { authenticator, here, anna, token, fail, ben } = await start();
    const { text: other } = await here.credentials.createToken(anna, { label: "y" });
    await authenticator.authenticate({ token });
    await authenticator.authenticate({ token: other });
    await here.credentials.signOut(ben.id, { tokens: false });
    fail();
    expect(await authenticator.authenticate({ token: other })).toMatchObject({ by: "token" });
    expect(await authenticator.authenticate({ token })).toMatchObject({ by: "nothing" });
  });

  it("asks the database nothing, and passes nothing on, once it is closed", async () => {
    const { authenticator, here, ben, clock, changes, store } = await start();
    authenticator.start();
    authenticator.close();
    const find = vi.spyOn(store.accounts, "findCredentials");
    clock.advance(10_000);
    expect(find).not.toHaveBeenCalled();
    const before = changes.length;
    await here.credentials.signOut(ben.id, { tokens: false });
    expect(changes).toHaveLength(before);
  });
});
