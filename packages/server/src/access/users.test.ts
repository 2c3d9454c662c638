import { MemoryStore } from "@afpools/core";
import { describe, expect, it, vi } from "vitest";
import { Accounts } from "./accounts.js";
import { principalOf } from "./principal.js";
import { showLink, showSession, showToken, showUser } from "./show-account.js";

const now = new Date("2026-01-01T12:00:00.000Z");
const from = { address: "10.0.0.7", agent: "a browser" };

function start() {
  const store = new MemoryStore().accounts;
  return { store, accounts: new Accounts(store, () => now) };
}

describe("users", () => {
  it("are made with what is said of them, under a name that is free whatever its case", async () => {
    const { users } = start().accounts;
    const anna = await users.create({ name: "Anna", role: "editor" });
    expect(anna).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      name: "Anna",
      role: "editor",
      disabled: false,
      password: "",
      createdAt: now.toISOString(),
      revision: 1,
    });
    expect(await users.get("ANNA")).toEqual(anna);
    const taken = { code: "NAME_TAKEN", message: expect.stringContaining("anna"), details: { name: "anna" } };
    await expect(users.create({ name: "anna", role: "admin" })).rejects.toMatchObject(taken);
    await expect(users.createExternal("anna", "admin", "oidc$x")).rejects.toMatchObject(taken);
    await expect(users.create({ name: "a\u0007", role: "admin" })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
    expect(await users.list()).toEqual([anna]);
  });

  it("are told to be an admin only while they may sign in", async () => {
    const { users } = start().accounts;
    await users.create({ name: "ben", role: "editor" });
    expect(await users.hasAdmin()).toBe(false);
    await users.create({ name: "anna", role: "admin" });
    expect(await users.hasAdmin()).toBe(true);
  });

  it("keep what an edit does not name", async () => {
    const { users } = start().accounts;
    await users.create({ name: "root", role: "admin" });
    const anna = await users.createExternal("anna", "admin", "oidc$x");
    expect(await users.update("anna", {})).toEqual({ ...anna, revision: 2 });
    expect(await users.update("anna", { disabled: true })).toEqual({ ...anna, disabled: true, revision: 3 });
    expect(await users.update("anna", { disabled: false, role: "viewer" })).toEqual({
      ...anna,
      role: "viewer",
      revision: 4,
    });
    expect((await users.update("anna", { password: null })).password).toBe("");
  });

  it.each(["get", "delete", "signOut"] as const)("who are not there are told so by %s", async (method) => {
    await expect(start().accounts.users[method]("nobody")).rejects.toMatchObject({ code: "USER_NOT_FOUND" });
  });

  it("who are deleted by somebody else in the same moment are told to be gone", async () => {
    const { store, accounts } = start();
    await accounts.users.create({ name: "anna", role: "viewer" });
    vi.spyOn(store, "deleteUser").mockResolvedValueOnce(false);
    await expect(accounts.users.delete("anna")).rejects.toMatchObject({ code: "USER_NOT_FOUND" });
  });

  it("are changed also while others change them, unless that goes on and on", async () => {
    const { store, accounts } = start();
    await accounts.users.create({ name: "anna", role: "viewer" });
    const write = vi.spyOn(store, "writeUser");
    for (let count = 0; count < 9; count += 1) write.mockResolvedValueOnce(false);
    expect((await accounts.users.update("anna", { role: "editor" })).role).toBe("editor");
    write.mockClear();
    for (let count = 0; count < 10; count += 1) write.mockResolvedValueOnce(false);
    await expect(accounts.users.update("anna", { role: "viewer" })).rejects.toMatchObject({
      code: "CONFLICT",
      details: { user: "anna" },
    });
    expect(write).toHaveBeenCalledTimes(10);
  });

  it("who have nothing to be signed out of are not written", async () => {
    const { store, accounts } = start();
    const anna = await accounts.users.create({ name: "anna", role: "viewer" });
    const write = vi.spyOn(store, "writeUser");
    await accounts.users.signOut("anna");
    expect(write).not.toHaveBeenCalled();
    await accounts.credentials.createToken(anna, { label: "ci" });
    await accounts.users.signOut("anna");
    expect(await store.listCredentials()).toEqual([]);
    expect(await accounts.users.get("anna")).toEqual({ ...anna, revision: 2 });
  });

  it("who are disabled have no right password", async () => {
    const { accounts } = start();
    const anna = await accounts.users.create({ name: "anna", role: "viewer", password: "correct horse" });
    expect(await accounts.isPasswordOf(anna, "correct horse", false)).toBe(true);
    expect(await accounts.isPasswordOf({ ...anna, disabled: true }, "correct horse", true)).toBe(false);
    expect(await accounts.isPasswordOf(undefined, "correct horse", false)).toBe(false);
  });

  it("tell nobody any more once that is ended", async () => {
    const { accounts } = start();
    const anna = await accounts.users.create({ name: "anna", role: "viewer" });
    const listener = vi.fn();
    const end = accounts.subscribe(listener);
    await accounts.users.update("anna", { role: "editor" });
    expect(listener.mock.calls).toEqual([[{ userId: anna.id }]]);
    end();
    await accounts.users.update("anna", { role: "viewer" });
    expect(listener).toHaveBeenCalledTimes(1);
  });
});

describe("what is told of accounts", () => {
  it("has of a user no password, nor whom a provider says it is", async () => {
    const { users } = start().accounts;
    const shown = { role: "viewer", disabled: false, createdAt: now.toISOString() };
    expect(showUser(await users.create({ name: "anna", role: "viewer", password: "correct horse" }))).toEqual(
      {
        ...shown,
        name: "anna",
        hasPassword: true,
        external: false,
      },
    );
    expect(showUser(await users.createExternal("ben", "viewer", "oidc$x"))).toEqual({
      ...shown,
      name: "ben",
      hasPassword: false,
      external: true,
    });
  });

  it("has of credentials no secret, and of what they were made with the last", async () => {
    const { accounts } = start();
    const { users, credentials } = accounts;
    const anna = await users.create({ name: "anna", role: "editor" });
    const valid = async (text: string) => {
      const found = await credentials.authenticate(text, ["session", "token"]);
      if (!found) throw new Error("It is not good.");
      return found;
    };
    const first = await credentials.createToken(anna, { label: "first", role: "viewer", days: 1 });
    const second = await credentials.createToken(anna, { label: "second" }, await valid(first.text));
    const third = await credentials.createToken(anna, { label: "third" }, await valid(second.text));
    const end = "2026-01-02T12:00:00.000Z";
    const told = { createdAt: now.toISOString(), expiresAt: end };
    expect(showToken(third.credential, anna)).toEqual({
      ...told,
      id: third.credential.id,
      user: "anna",
      label: "third",
      role: "viewer",
      usedAt: null,
      usedFrom: null,
      madeWith: second.credential.id,
    });
    expect(showToken(first.credential, anna).madeWith).toBeNull();
    const opened = await credentials.openSession(
      anna,
      { signedInBy: "token", from },
      await valid(first.text),
    );
    const session = await valid(opened.text);
    const shown = {
      ...told,
      id: opened.credential.id,
      user: "anna",
      role: "viewer",
      signedInBy: "token",
      usedAt: now.toISOString(),
      usedFrom: "10.0.0.7",
      agent: "a browser",
      madeWith: first.credential.id,
    };
    expect(showSession(session, opened.credential.id)).toEqual({ ...shown, current: true });
    expect(showSession(session, "another")).toEqual({ ...shown, current: false });
    expect(showSession(session)).toEqual({ ...shown, current: false });
    const plain = await valid((await credentials.openSession(anna, { signedInBy: "password", from })).text);
    expect(showSession(plain)).toMatchObject({ signedInBy: "password", madeWith: null });
    const link = await credentials.createLink(anna);
    expect(showLink(link)).toEqual({ path: `/sign-in#token=${link.text}`, token: link.text, expiresAt: end });
    expect(principalOf(session).by).toBe("session");
  });
});
