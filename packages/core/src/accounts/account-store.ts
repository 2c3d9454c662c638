import type { Credential } from "./credential.js";
import type { SignInPlace } from "./sign-in-place.js";
import type { User } from "./user.js";

/**
 * Users and their credentials, in the pool database, so that all servers on it know them.
 *
 * Each write changes one record, and only if the record in the database is at the revision before. Methods reject as
 * those of `PoolStore` do.
 */
export interface AccountStore {
  /** In the order of their names' keys (`userKey`). */
  listUsers(): Promise<readonly User[]>;

  /** Those of these names that exist, without regard to case; in the order of their names' keys. */
  findUsers(names: readonly string[]): Promise<readonly User[]>;

  /**
   * Makes `user` the one of its name, if `canWriteUser` says so of all users in the database. Nobody else writes a user
   * between this decision and the write, through no other store either. False when nothing was written.
   *
   * @throws AfpoolsError `CONFLICT` when no admin would be left
   */
  writeUser(user: User, options?: WriteUserOptions): Promise<boolean>;

  /**
   * Deletes the user of this name, decided by `canDeleteUser` as `writeUser` is by `canWriteUser`. False when there was
   * none.
   *
   * @throws AfpoolsError `CONFLICT` for the last admin
   */
  deleteUser(name: string): Promise<boolean>;

  /** All, or those of one user; in the order of their ids, which is mostly that of creation. */
  listCredentials(query?: { readonly userId?: string }): Promise<readonly Credential[]>;

  /** Those of these ids that exist, in the order of their ids. */
  findCredentials(ids: readonly string[]): Promise<readonly Credential[]>;

  /**
   * Makes `credential` the one of its id, if the one in the database is at the revision before; at revision 1, if there
   * is none. False, and nothing is changed, when that is not so.
   */
  writeCredential(credential: Credential): Promise<boolean>;

  /** False when there was none; of several that delete one at once, one gets true. */
  deleteCredential(id: string): Promise<boolean>;

  /** Where a user of this name has signed in from this address. */
  findPlace(name: string, address: string): Promise<SignInPlace | undefined>;

  /** Puts it in, in place of the one of this name and address. */
  notePlace(place: SignInPlace): Promise<void>;

  /** Deletes those of before this moment. */
  deletePlacesBefore(at: string): Promise<void>;
}

export interface WriteUserOptions {
  /** Write only while no enabled user is an admin. Default: false. */
  readonly ifNoAdmin?: boolean;
}
