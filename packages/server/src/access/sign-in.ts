import type { RouteBody } from "@afpools/api";
import { AfpoolsError, type User } from "@afpools/core";
import type { Accounts } from "./accounts.js";
import type { NewCredential, Whereabouts } from "./credentials.js";
import { hasPassword, isExternal } from "./external-identity.js";
import type { ExternalUsers } from "./external-users.js";
import type { FirstAdmin } from "./first-admin.js";
import type { GroupRoles } from "./group-roles.js";
import type { Oidc } from "./oidc.js";
import type { PasswordCheck } from "./password-check.js";
import type { SignedIn } from "./principal.js";
import { comesFromOwnToken } from "./valid-credential.js";

export interface SignInOptions {
  readonly accounts: Accounts;
  readonly firstAdmin: FirstAdmin;
  readonly passwords: PasswordCheck;
  readonly oidc: Pick<Oidc, "finish">;
  readonly externalUsers: ExternalUsers;
  /** The roles of the provider's groups, and how long a session of its users lasts, in ms. */
  readonly external: () => { readonly roles: GroupRoles; readonly sessionMs: number };
}

/** A session that was opened. */
export interface OpenedSession extends NewCredential {
  readonly user: User;
}

/** Signs people in. */
export class SignIn {
  readonly #options: SignInOptions;

  constructor(options: SignInOptions) {
    this.#options = options;
  }

  /**
   * @throws AfpoolsError `SIGN_IN_FAILED`, `TOO_MANY_ATTEMPTS`; `NAME_TAKEN`, `INVALID_ARGUMENT` for the first admin; with
   * the provider `SERVER_UNREACHABLE`, and what `ExternalUsers` refuses
   */
  async signIn(body: RouteBody<"signIn">, from: Whereabouts): Promise<OpenedSession> {
    const opened = await this.#open(body, from);
    // A token is presented by programs, from wherever they run: it says nothing of where its user is.
    if (body.with !== "token") await this.#options.passwords.note(opened.user, from.address);
    return opened;
  }

  /**
   * Gives the caller a new password; all other sessions, links and tokens of the caller end.
   *
   * @throws AfpoolsError `FORBIDDEN` for what was signed in with a token, or is limited in role or time: it would get
   * at more than it was made for; `SIGN_IN_FAILED` when the current password is another one; `TOO_MANY_ATTEMPTS`
   */
  async changePassword(
    caller: SignedIn,
    { password, current }: RouteBody<"changePassword">,
    from: Whereabouts,
  ): Promise<void> {
    const { accounts, passwords } = this.#options;
    const { user, credential } = caller;
    if (isExternal(user)) {
      throw new AfpoolsError(
        "FORBIDDEN",
        "You sign in by your studio's provider. Change your password there.",
      );
    }
    if (comesFromOwnToken(caller) || credential.role !== null || credential.notAfter !== null) {
      throw new AfpoolsError(
        "FORBIDDEN",
        "You can't change a password with an API token, nor in a session that was signed in with one. Sign in with a password or a link first.",
      );
    }
    if (hasPassword(user) && !(await passwords.userOf(user.name, current ?? "", from.address))) {
      throw new AfpoolsError("SIGN_IN_FAILED", "The current password is incorrect.");
    }
    await accounts.users.update(user.name, { password }, credential.id);
  }

  async #open(body: RouteBody<"signIn">, from: Whereabouts): Promise<OpenedSession> {
    const { accounts, firstAdmin, passwords } = this.#options;
    const { credentials } = accounts;
    switch (body.with) {
      case "password": {
        const user = await passwords.userOf(body.name, body.password, from.address);
        if (!user) throw failed("The name or the password is wrong.");
        return { user, ...(await credentials.openSession(user, { signedInBy: "password", from })) };
      }
      case "token": {
        const token = await credentials.authenticate(body.token, ["token"]);
        if (!token) throw failed("This token is not valid.");
        const { user } = token;
        return { user, ...(await credentials.openSession(user, { signedInBy: "token", from }, token)) };
      }
      case "link": {
        const used = await credentials.useLink(body.token, from);
        if (!used) throw failed("This link was used, or is too old. Ask an admin for a new one.");
        return { user: used.user, ...used.session };
      }
      case "oidc": {
        const { with: _, ...response } = body;
        const { oidc, externalUsers, external } = this.#options;
        const { roles, sessionMs } = external();
        const user = await externalUsers.userOf(await oidc.finish(response), roles);
        const draft = { signedInBy: "oidc", from, lastsMs: sessionMs } as const;
        return { user, ...(await credentials.openSession(user, draft)) };
      }
      case "welcome": {
        const { token, with: _, ...draft } = body;
        const user = await firstAdmin.redeem(token, draft);
        return { user, ...(await credentials.openSession(user, { signedInBy: "welcome", from })) };
      }
    }
  }
}

function failed(message: string): AfpoolsError {
  return new AfpoolsError("SIGN_IN_FAILED", message);
}
