import { MemoryStore } from "@afpools/core";
import { describe, expect, it } from "vitest";
import { Accounts } from "./accounts.js";
import { hasPassword, isExternal } from "./external-identity.js";
import { ExternalUsers } from "./external-users.js";
import { parseGroupRoles } from "./group-roles.js";

const roles = parseGroupRoles("it=admin; td=editor");
const anna = { method: "oidc", id: "https://login.example anna", name: "anna", groups: ["td"] } as const;

async function start() {
  const accounts = new Accounts(new MemoryStore().accounts);
  await accounts.users.create({ name: "root", role: "admin" });
  return { accounts, external: new ExternalUsers(accounts) };
}

describe("users whom somebody else knows", () => {
  it("are made once, have the role of their groups, and no password", async () => {
    const { accounts, external } = await start();
    const [first, second] = await Promise.all([external.userOf(anna, roles), external.userOf(anna, roles)]);
    expect(first).toMatchObject({ name: "anna", role: "editor" });
    expect(second?.id).toBe(first?.id);
    expect(await external.userOf({ ...anna, name: "anna-maria" }, roles)).toEqual(first);
    expect([isExternal(first), hasPassword(first)]).toEqual([true, false]);
    const root = await accounts.users.get("root");
    expect([isExternal(root), hasPassword(root)]).toEqual([false, false]);
    expect((await external.userOf({ ...anna, groups: ["it"] }, roles)).role).toBe("admin");
  });

  it("keep their sessions while the role stays, and are signed out when it changes", async () => {
    const { accounts, external } = await start();
    const user = await external.userOf(anna, roles);
    const from = { address: "10.1.2.3", agent: null };
    await accounts.credentials.openSession(user, { signedInBy: "oidc", from });
    await external.userOf(anna, roles);
    expect(await accounts.credentials.list("session", user)).toHaveLength(1);
    await external.userOf({ ...anna, groups: ["it"] }, roles);
    expect(await accounts.credentials.list("session", user)).toHaveLength(0);
  });

  it("are refused, and lose all that they have, when no group lets them in", async () => {
    const { accounts, external } = await start();
    const user = await external.userOf(anna, roles);
    await accounts.credentials.createToken(user, { label: "ci" });
    for (const [method, id] of [
      ["oidc", anna.id],
      ["proxy", "somebody"],
    ] as const) {
      await expect(external.userOf({ ...anna, method, id, groups: ["x"] }, roles)).rejects.toMatchObject({
        code: "FORBIDDEN",
        message: expect.stringContaining(`${method}.roles`),
      });
    }
    expect(await accounts.credentials.list("token", user)).toEqual([]);
    expect((await accounts.users.list()).map(({ name }) => name)).toEqual(["anna", "root"]);
  });

  it("are refused while they are disabled", async () => {
    const { accounts, external } = await start();
    await external.userOf(anna, roles);
    await accounts.users.update("anna", { disabled: true });
    await expect(external.userOf(anna, roles)).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringContaining("disabled"),
    });
  });

  it.each([
    ["a local user", { ...anna, id: "https://login.example new", name: "root" }, "a local user"],
    ["somebody else of the provider", { ...anna, id: "https://login.example other" }, "another account"],
    ["somebody of a proxy", { ...anna, method: "proxy" as const }, "another account"],
  ])("never become %s", async (_, other, whose) => {
    const { external, accounts } = await start();
    await external.userOf(anna, roles);
    await expect(external.userOf(other, roles)).rejects.toMatchObject({
      code: "NAME_TAKEN",
      message: expect.stringContaining(whose),
    });
    expect(await accounts.users.list()).toHaveLength(2);
  });

  it("cannot have a name that no user can have", async () => {
    const { external } = await start();
    await expect(external.userOf({ ...anna, name: "" }, roles)).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
  });

  it("are told by what stands in place of a password", () => {
    const kept = ["scrypt$1$oidc$x", "", "oidc$https://login.example anna", "proxy$anna", "xoidc$y"];
    expect(kept.map((password) => [isExternal({ password }), hasPassword({ password })])).toEqual([
      [false, true],
      [false, false],
      [true, false],
      [true, false],
      [false, true],
    ]);
  });
});
