import type { Credential } from "./credential.js";
import type { User } from "./user.js";

/**
 * Users and what stands for them, in the pool database, so that all servers on it know them.
 *
 * Each write is of one record, and done only if the record in the database is at the revision before: nothing else must
 * be atomic. Methods reject as those of `PoolStore` do.
 */
export interface AccountStore {
  /** In the order of their names' keys (`userKey`). */
  listUsers(): Promise<readonly User[]>;

  /** The user of this name, without regard to case. */
  findUser(name: string): Promise<User | undefined>;

  /**
   * Makes `user` the one of its name, if the one in the database is at the revision before; at revision 1, if there is
   * none. False, and nothing is changed, when that is not so.
   */
  writeUser(user: User): Promise<boolean>;

  /** False when there was none. */
  deleteUser(name: string): Promise<boolean>;

  /** All, or those of one user; in the order of their ids, which is mostly that of creation. */
  listCredentials(query?: { readonly userId?: string }): Promise<readonly Credential[]>;

  findCredential(id: string): Promise<Credential | undefined>;

  /** As `writeUser`, by its id. */
  writeCredential(credential: Credential): Promise<boolean>;

  /** False when there was none. */
  deleteCredential(id: string): Promise<boolean>;
}
