import { AfpoolsError, type User } from "@afpools/core";
import type { Accounts } from "./accounts.js";
import { type ExternalIdentity, isExternal, keptIdentity } from "./external-identity.js";
import { type GroupRoles, roleOfGroups } from "./group-roles.js";

/** Users whom a provider or a proxy signs in: who they are it says, what they may do say their groups. */
export class ExternalUsers {
  readonly #accounts: Accounts;

  constructor(accounts: Accounts) {
    this.#accounts = accounts;
  }

  /**
   * The user of this identity, with the role of the groups as they are now. Somebody who is new becomes a user. A user of the
   * same name who is somebody else's is never taken over.
   *
   * @throws AfpoolsError `FORBIDDEN` for somebody whom no group lets in, who is signed out everywhere then, and for a user who
   * is disabled; `NAME_TAKEN`; `CONFLICT` when no admin would be left; `INVALID_ARGUMENT` for a name that cannot be a user's
   */
  async userOf(identity: ExternalIdentity, roles: GroupRoles): Promise<User> {
    const { users } = this.#accounts;
    const role = roleOfGroups(identity.groups, roles);
    const known = await this.#find(identity);
    if (role === undefined) {
      if (known) await users.signOut(known.name);
      throw new AfpoolsError(
        "FORBIDDEN",
        `You are in no group that may sign in here. Ask an admin: the setting ${identity.method}.roles says which groups may.`,
      );
    }
    if (!known) return this.#create(identity, role);
    if (known.disabled) throw new AfpoolsError("FORBIDDEN", "Your user is disabled. Ask an admin.");
    return known.role === role ? known : users.update(known.name, { role });
  }

  async #find(identity: ExternalIdentity): Promise<User | undefined> {
    const kept = keptIdentity(identity);
    return (await this.#accounts.users.list()).find(({ password }) => password === kept);
  }

  async #create(identity: ExternalIdentity, role: User["role"]): Promise<User> {
    try {
      return await this.#accounts.users.createExternal(identity.name, role, keptIdentity(identity));
    } catch (error) {
      // Of two sign-ins at the same time one makes the user.
      const made = await this.#find(identity);
      if (made) return made;
      if (!(error instanceof AfpoolsError) || error.code !== "NAME_TAKEN") throw error;
      const [rival] = (await this.#accounts.users.list()).filter((user) => user.name === error.details.name);
      const whose = rival && isExternal(rival) ? "another account of the provider or proxy" : "a local user";
      throw new AfpoolsError(
        "NAME_TAKEN",
        `${error.message} It belongs to ${whose}. An admin can delete that user, after which you can sign in.`,
        { details: error.details },
      );
    }
  }
}
