import assert from "node:assert/strict";
import type { AccountStore } from "../accounts/account-store.js";
import { type Credential, newCredentialFields } from "../accounts/credential.js";
import type { User } from "../accounts/user.js";
import type { StoreParts } from "../store/store-parts.js";
import { at, hex, rejects } from "./case-kit.js";
import { casesOf } from "./store-case.js";

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
    ...newCredentialFields,
    label: "ci",
    createdAt: at(1),
    ...members,
  };
}

const names = (users: readonly User[]) => users.map(({ name }) => name);
const ids = (credentials: readonly Credential[]) => credentials.map(({ id }) => id);

/** Accounts: records that are written only on the revision before. */
export const accountCases = casesOf(
  ["accounts"],
  [
    {
      name: "users are found by their names without regard to case, and listed in the order of these",
      async run(open) {
        const { accounts } = await open();
        assert.deepEqual(await accounts.listUsers(), []);
        const anna = user("Anna", { password: "scrypt$…", role: "admin" });
        assert.equal(await accounts.writeUser(user("ben", { id: hex(2), disabled: true })), true);
        assert.equal(await accounts.writeUser(anna), true);
        assert.deepEqual(await accounts.findUsers([]), []);
        assert.deepEqual(await accounts.findUsers(["aNNA", "ann"]), [anna]);
        assert.deepEqual(names(await accounts.findUsers(["BEN", "anna", "ben"])), ["Anna", "ben"]);
        assert.deepEqual(names(await accounts.listUsers()), ["Anna", "ben"]);
      },
    },
    {
      name: "a new user whose name looks like that of another one is refused",
      async run(open) {
        const { accounts } = await open();
        await accounts.writeUser(user("anna"));
        // The first letter is Cyrillic.
        await rejects("NAME_TAKEN", accounts.writeUser(user("\u0430nna", { id: hex(2) })));
        assert.deepEqual(names(await accounts.listUsers()), ["anna"]);
        assert.equal(await accounts.writeUser(user("ann\u0430s", { id: hex(2) })), true);
        assert.equal(
          await accounts.writeUser(user("ann\u0430s", { id: hex(2), role: "viewer", revision: 2 })),
          true,
        );
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
        assert.equal((await accounts.findUsers(["anna"]))[0]?.role, "viewer");
      },
    },
    {
      name: "a deleted user is gone, and another one can have the name",
      async run(open) {
        const { accounts } = await open();
        await accounts.writeUser(user("anna"));
        assert.equal(await accounts.deleteUser("Anna"), true);
        assert.equal(await accounts.deleteUser("anna"), false);
        assert.deepEqual(await accounts.findUsers(["anna"]), []);
        assert.equal(await accounts.writeUser(user("anna", { id: hex(2) })), true);
        assert.equal((await accounts.findUsers(["anna"]))[0]?.id, hex(2));
      },
    },
    {
      name: "credentials are found by their ids, and listed by user",
      async run(open) {
        const { accounts } = await open();
        const first = credential(1, {
          role: "viewer",
          expiresAt: at(9),
          usedAt: at(3),
          usedFrom: "10.0.0.7",
        });
        const second = credential(2, {
          kind: "session",
          userId: hex(7),
          user: "ben",
          madeWith: [hex(1)],
          signedInBy: "token",
          notAfter: at(9),
          agent: "a browser",
          closedAt: at(4),
        });
        assert.equal(await accounts.writeCredential(second), true);
        assert.equal(await accounts.writeCredential(first), true);
        assert.deepEqual(await accounts.findCredentials([]), []);
        assert.deepEqual(await accounts.findCredentials([hex(2), hex(3), hex(1)]), [first, second]);
        assert.deepEqual(ids(await accounts.listCredentials()), [hex(1), hex(2)]);
        assert.deepEqual(await accounts.listCredentials({ userId: hex(7) }), [second]);
        assert.equal(await accounts.deleteCredential(hex(1)), true);
        assert.equal(await accounts.deleteCredential(hex(1)), false);
        assert.deepEqual(ids(await accounts.listCredentials()), [hex(2)]);
      },
    },
    {
      name: "the last admin is neither demoted, nor disabled, nor deleted",
      async run(open) {
        const { accounts } = await open();
        const last = user("anna", { role: "admin" });
        await accounts.writeUser(last);
        await accounts.writeUser(user("ben", { id: hex(2), role: "admin", disabled: true }));
        for (const change of [{ role: "editor" }, { disabled: true }] as const) {
          await rejects("CONFLICT", accounts.writeUser({ ...last, ...change, revision: 2 }));
        }
        await rejects("CONFLICT", accounts.deleteUser("anna"));
        assert.deepEqual(await accounts.findUsers(["anna"]), [last]);
        assert.equal(await accounts.writeUser({ ...last, password: "scrypt$…", revision: 2 }), true);
        assert.equal(await accounts.writeUser(user("ben", { id: hex(2), role: "admin", revision: 2 })), true);
        assert.equal(await accounts.deleteUser("anna"), true);
      },
    },
    {
      name: "a first admin is written only while there is no admin",
      async run(open) {
        const { accounts } = await open();
        await accounts.writeUser(user("carl", { id: hex(3), role: "admin", disabled: true }));
        assert.equal(await accounts.writeUser(user("anna", { role: "admin" }), { ifNoAdmin: true }), true);
        assert.equal(
          await accounts.writeUser(user("ben", { id: hex(2), role: "admin" }), { ifNoAdmin: true }),
          false,
        );
        assert.deepEqual(names(await accounts.listUsers()), ["anna", "carl"]);
      },
    },
    {
      name: "of admins who demote each other at the same time one stays",
      async run(open) {
        const { accounts } = await open();
        await demoteEachOther([{ accounts }]);
      },
    },
    {
      name: "of many first admins at the same time there is one",
      async run(open) {
        const { accounts } = await open();
        await raceForFirstAdmin([{ accounts }]);
      },
    },
    {
      name: "of many who delete a credential at the same time one does",
      async run(open) {
        const { accounts } = await open();
        await deleteOnce([{ accounts }]);
      },
    },
    {
      name: "of many who write a credential on the same revision at the same time one does",
      async run(open) {
        const { accounts } = await open();
        await accounts.writeCredential(credential(1));
        const written = await atOnce([{ accounts }], 12, (store, index) =>
          store.writeCredential(credential(1, { usedAt: at(index), revision: 2 })),
        );
        assert.equal(written.filter((it) => it.status === "fulfilled" && it.value).length, 1);
      },
    },
    {
      name: "the addresses that users signed in from are found by name and address, until they are old",
      async run(open) {
        const { accounts } = await open();
        const place = { user: "Anna", userId: hex(1), address: "10.0.0.7", at: at(1) };
        assert.equal(await accounts.findPlace("anna", "10.0.0.7"), undefined);
        await accounts.notePlace(place);
        await accounts.notePlace({ ...place, address: "10.0.0.8", at: at(3) });
        await accounts.notePlace({ ...place, user: "ben", userId: hex(2), at: at(3) });
        assert.deepEqual(await accounts.findPlace("ANNA", "10.0.0.7"), place);
        assert.equal(await accounts.findPlace("anna", "10.0.0.9"), undefined);
        await accounts.notePlace({ ...place, userId: hex(7), at: at(2) });
        assert.deepEqual(await accounts.findPlace("anna", "10.0.0.7"), {
          ...place,
          userId: hex(7),
          at: at(2),
        });
        await accounts.deletePlacesBefore(at(3));
        assert.equal(await accounts.findPlace("anna", "10.0.0.7"), undefined);
        assert.equal((await accounts.findPlace("anna", "10.0.0.8"))?.at, at(3));
        assert.equal((await accounts.findPlace("ben", "10.0.0.7"))?.userId, hex(2));
      },
    },
    {
      name: "an address that is noted many times at once is there once",
      async run(open) {
        const { accounts } = await open();
        const place = { user: "anna", userId: hex(1), address: "10.0.0.7", at: at(1) };
        await Promise.all(Array.from({ length: 8 }, () => accounts.notePlace(place)));
        assert.deepEqual(await accounts.findPlace("anna", "10.0.0.7"), place);
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
  ],
);

type Stores = readonly Pick<StoreParts, "accounts">[];

/** Calls `work` so many times at once, through these stores by turns. */
function atOnce<T>(
  stores: Stores,
  times: number,
  work: (accounts: AccountStore, index: number) => Promise<T>,
): Promise<PromiseSettledResult<T>[]> {
  return Promise.allSettled(
    Array.from({ length: times }, async (_, index) => {
      const store = stores[index % stores.length];
      assert.ok(store);
      return work(store.accounts, index);
    }),
  );
}

/** Each admin is demoted or deleted through several stores on one database at once. */
export async function demoteEachOther(stores: Stores): Promise<void> {
  const admins = Array.from({ length: 8 }, (_, index) =>
    user(`admin ${index}`, { id: hex(index + 1), role: "admin" }),
  );
  const [first] = stores;
  for (const admin of admins) await first?.accounts.writeUser(admin);
  await atOnce(stores, admins.length, async (accounts, index) => {
    const admin = admins[index];
    assert.ok(admin);
    // By turns, so that each kind of write meets each other one.
    if (index % 3 === 0) return accounts.deleteUser(admin.name);
    const change = index % 3 === 1 ? { role: "editor" as const } : { disabled: true };
    return accounts.writeUser({ ...admin, ...change, revision: 2 });
  });
  const left = (await first?.accounts.listUsers()) ?? [];
  assert.equal(left.filter(({ role, disabled }) => role === "admin" && !disabled).length, 1);
}

/** Several first admins are written through several stores on one database at once. */
export async function raceForFirstAdmin(stores: Stores): Promise<void> {
  const written = await atOnce(stores, 8, (accounts, index) =>
    accounts.writeUser(user(`admin ${index}`, { id: hex(index + 1), role: "admin" }), { ifNoAdmin: true }),
  );
  assert.equal(written.filter((it) => it.status === "fulfilled" && it.value).length, 1);
  assert.equal((await stores[0]?.accounts.listUsers())?.length, 1);
}

/** One credential is deleted through several stores on one database at once. */
export async function deleteOnce(stores: Stores): Promise<void> {
  await stores[0]?.accounts.writeCredential(credential(1, { kind: "link" }));
  const deleted = await atOnce(stores, 12, (accounts) => accounts.deleteCredential(hex(1)));
  assert.equal(deleted.filter((it) => it.status === "fulfilled" && it.value).length, 1);
}
