import assert from "node:assert/strict";
import type { Credential } from "../accounts/credential.js";
import type { User } from "../accounts/user.js";
import type { PoolStore } from "../store/pool-store.js";
import { at, hex } from "./case-kit.js";
import type { StoreCase } from "./store-case.js";

export function user(name: string, members: Partial<User> = {}): User {
  return {
    id: hex(1),
    name,
    role: "editor",
    disabled: false,
    password: "",
    createdAt: at(1),
    revision: 1,
    ...members,
  };
}

export function credential(number: number, members: Partial<Credential> = {}): Credential {
  return {
    id: hex(number),
    kind: "token",
    hash: "00".repeat(32),
    user: "anna",
    userId: hex(1),
    label: "ci",
    role: null,
    createdAt: at(1),
    expiresAt: null,
    usedAt: null,
    revision: 1,
    ...members,
  };
}

const names = (users: readonly User[]) => users.map(({ name }) => name);
const ids = (credentials: readonly Credential[]) => credentials.map(({ id }) => id);

/** Accounts: records that are written only on the revision before. */
export const accountCases: readonly StoreCase[] = [
  {
    name: "users are found by their names without regard to case, and listed in the order of these",
    async run(open) {
      const { accounts } = await open();
      assert.deepEqual(await accounts.listUsers(), []);
      const anna = user("Anna", { password: "scrypt$…", role: "admin" });
      assert.equal(await accounts.writeUser(user("ben", { id: hex(2), disabled: true })), true);
      assert.equal(await accounts.writeUser(anna), true);
      assert.deepEqual(await accounts.findUser("aNNA"), anna);
      assert.equal(await accounts.findUser("ann"), undefined);
      assert.deepEqual(names(await accounts.listUsers()), ["Anna", "ben"]);
    },
  },
  {
    name: "a user is made where there is none, and written on the revision before",
    async run(open) {
      const { accounts } = await open();
      assert.equal(await accounts.writeUser(user("anna", { revision: 2 })), false);
      assert.equal(await accounts.writeUser(user("anna")), true);
      assert.equal(await accounts.writeUser(user("ANNA", { role: "admin" })), false);
      assert.equal(await accounts.writeUser(user("anna", { role: "viewer", revision: 2 })), true);
      assert.equal(await accounts.writeUser(user("anna", { role: "admin", revision: 2 })), false);
      assert.equal((await accounts.findUser("anna"))?.role, "viewer");
    },
  },
  {
    name: "a deleted user is gone, and another one can have the name",
    async run(open) {
      const { accounts } = await open();
      await accounts.writeUser(user("anna"));
      assert.equal(await accounts.deleteUser("Anna"), true);
      assert.equal(await accounts.deleteUser("anna"), false);
      assert.equal(await accounts.findUser("anna"), undefined);
      assert.equal(await accounts.writeUser(user("anna", { id: hex(2) })), true);
      assert.equal((await accounts.findUser("anna"))?.id, hex(2));
    },
  },
  {
    name: "credentials are found by their ids, and listed by user",
    async run(open) {
      const { accounts } = await open();
      const first = credential(1, { role: "viewer", expiresAt: at(9), usedAt: at(3) });
      const second = credential(2, { kind: "session", userId: hex(7), user: "ben" });
      assert.equal(await accounts.writeCredential(second), true);
      assert.equal(await accounts.writeCredential(first), true);
      assert.deepEqual(await accounts.findCredential(hex(1)), first);
      assert.equal(await accounts.findCredential(hex(3)), undefined);
      assert.deepEqual(ids(await accounts.listCredentials()), [hex(1), hex(2)]);
      assert.deepEqual(await accounts.listCredentials({ userId: hex(7) }), [second]);
      assert.equal(await accounts.deleteCredential(hex(1)), true);
      assert.equal(await accounts.deleteCredential(hex(1)), false);
      assert.deepEqual(ids(await accounts.listCredentials()), [hex(2)]);
    },
  },
  {
    name: "of many who use a credential once at the same time one does",
    async run(open) {
      const { accounts } = await open();
      await useOnce([{ accounts }]);
    },
  },
  {
    name: "accounts have nothing to do with pools",
    async run(open) {
      const store = await open();
      await store.accounts.writeUser(user("anna"));
      await store.accounts.writeCredential(credential(1));
      assert.deepEqual(await store.listPools(), []);
      assert.deepEqual(await store.history({ limit: 10 }), []);
    },
  },
];

/** One credential is used through several stores on one database at once. */
export async function useOnce(stores: readonly Pick<PoolStore, "accounts">[]): Promise<void> {
  const [first] = stores;
  await first?.accounts.writeCredential(credential(1, { kind: "link" }));
  const uses = Array.from({ length: 12 }, (_, index) =>
    stores[index % stores.length]?.accounts.writeCredential(
      credential(1, { kind: "link", usedAt: at(index), revision: 2 }),
    ),
  );
  assert.equal((await Promise.all(uses)).filter((isWritten) => isWritten).length, 1);
}
