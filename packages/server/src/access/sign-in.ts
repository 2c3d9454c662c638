import type { RouteBody } from "@afpools/api";
import { AfpoolsError, type Role, type User, userKey } from "@afpools/core";
import type { Accounts } from "./accounts.js";
import { addressSubject } from "./address-subject.js";
import type { NewCredential } from "./credentials.js";
import type { FirstAdmin } from "./first-admin.js";
import type { SignedIn } from "./principal.js";
import type { SignInLimiter } from "./sign-in-limiter.js";

export interface SignInOptions {
  readonly accounts: Accounts;
  readonly firstAdmin: FirstAdmin;
  readonly limiter: SignInLimiter;
}

/** A session that was opened. */
export interface OpenedSession extends NewCredential {
  readonly user: User;
}

/** Lets people in, and whoever guesses wait. */
export class SignIn {
  readonly #options: SignInOptions;

  constructor(options: SignInOptions) {
    this.#options = options;
  }

  /** @throws AfpoolsError `SIGN_IN_FAILED`, `TOO_MANY_ATTEMPTS`; `NAME_TAKEN`, `INVALID_ARGUMENT` for the first admin */
  async signIn(body: RouteBody<"signIn">, address: string): Promise<OpenedSession> {
    const { accounts, limiter } = this.#options;
    const from = addressSubject(address);
    const whose = body.with === "password" ? `user ${userKey(body.name).slice(0, 100)}` : undefined;
    const subjects = whose === undefined ? [from] : [from, whose];
    limiter.begin(...subjects);
    const { user, role } = await this.#userOf(body).catch((error: unknown) => {
      // What the database or the server could not do is no guess that failed.
      const isGuess = error instanceof AfpoolsError && error.code === "SIGN_IN_FAILED";
      if (!isGuess) for (const subject of subjects) limiter.takeBack(subject);
      throw error;
    });
    limiter.takeBack(from);
    if (whose !== undefined) limiter.forget(whose);
    return { user, ...(await accounts.credentials.openSession(user, address, role)) };
  }

  /**
   * @throws AfpoolsError `FORBIDDEN` for a token, and for a session that may do less than its user: either would get at
   * more than it was made for; `SIGN_IN_FAILED` when the current password is another one; `TOO_MANY_ATTEMPTS`
   */
  async changePassword(
    { by, user, credential }: SignedIn,
    { password, current }: RouteBody<"changePassword">,
  ): Promise<void> {
    const { accounts, limiter } = this.#options;
    if (by === "token" || credential.role !== null) {
      throw new AfpoolsError("FORBIDDEN", "A token changes no password: sign in with a password or a link.");
    }
    const whose = `user ${userKey(user.name)}`;
    if (user.password !== "") {
      limiter.begin(whose);
      if (!(await accounts.userOfPassword(user.name, current ?? ""))) {
        throw new AfpoolsError("SIGN_IN_FAILED", "The current password is another one.");
      }
      limiter.forget(whose);
    }
    await accounts.users.update(user.name, { password }, credential.id);
  }

  async #userOf(body: RouteBody<"signIn">): Promise<{ readonly user: User; readonly role: Role | null }> {
    const { accounts, firstAdmin } = this.#options;
    switch (body.with) {
      case "password": {
        const user = await accounts.userOfPassword(body.name, body.password);
        return { user: assertKnown(user, "The name or the password is wrong."), role: null };
      }
      case "token": {
        const recognised = await accounts.credentials.recognise(body.token, ["token"]);
        const { user, credential } = assertKnown(recognised, "This token is not good.");
        return { user, role: credential.role };
      }
      case "link": {
        const user = await accounts.credentials.useLink(body.token);
        return {
          user: assertKnown(user, "This link was used, or is too old. Ask an admin for a new one."),
          role: null,
        };
      }
      case "welcome": {
        const { token, with: _, ...draft } = body;
        return { user: await firstAdmin.redeem(token, draft), role: null };
      }
    }
  }
}

function assertKnown<T>(found: T | undefined, message: string): T {
  if (found !== undefined) return found;
  throw new AfpoolsError("SIGN_IN_FAILED", message);
}
