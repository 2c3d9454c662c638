import { AfpoolsError } from "../errors.js";
import { confusableNameError } from "../store/store-errors.js";
import { isConfusable } from "../text/look-alikes.js";
import type { WriteUserOptions } from "./account-store.js";
import { type User, userKey } from "./user.js";

/** Can this user sign in as an admin? */
export function isActiveAdmin({ role, disabled }: User): boolean {
  return role === "admin" && !disabled;
}

/**
 * For stores: may `user` be written while `users` are all there are? It must follow on the revision in the database, and
 * with `ifNoAdmin` there must be no active admin.
 *
 * @throws AfpoolsError `CONFLICT` when it would leave no active admin; `NAME_TAKEN` for a new user whose name looks like that of
 * another one
 */
export function canWriteUser(
  users: readonly User[],
  user: User,
  { ifNoAdmin = false }: WriteUserOptions = {},
): boolean {
  const before = find(users, user.name);
  if ((before?.revision ?? 0) !== user.revision - 1) return false;
  if (ifNoAdmin && users.some(isActiveAdmin)) return false;
  const double = before ? undefined : users.find(({ name }) => isConfusable(name, user.name));
  if (double) throw confusableNameError("user", user.name, double.name);
  if (!isActiveAdmin(user)) assertAnotherAdmin(users, before);
  return true;
}

/**
 * For stores: may the user of this name be deleted while `users` are all there are? False when there is none.
 *
 * @throws AfpoolsError `CONFLICT` for the last active admin
 */
export function canDeleteUser(users: readonly User[], name: string): boolean {
  const before = find(users, name);
  assertAnotherAdmin(users, before);
  return before !== undefined;
}

function find(users: readonly User[], name: string): User | undefined {
  return users.find((user) => userKey(user.name) === userKey(name));
}

/** @throws AfpoolsError `CONFLICT` when `leaving` is the last active admin */
function assertAnotherAdmin(users: readonly User[], leaving: User | undefined): void {
  if (!leaving || !isActiveAdmin(leaving)) return;
  if (users.some((user) => user !== leaving && isActiveAdmin(user))) return;
  throw new AfpoolsError(
    "CONFLICT",
    `${JSON.stringify(leaving.name)} is the last admin. Without an admin nobody could manage users. Make another user an admin first.`,
    { details: { user: leaving.name } },
  );
}
