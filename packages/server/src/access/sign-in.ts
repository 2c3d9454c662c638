import type { RouteBody } from "@afpools/api";
import { AfpoolsError, type User, userKey } from "@afpools/core";
import type { Accounts } from "./accounts.js";
import { addressSubject } from "./address-subject.js";
import type { NewCredential, Whereabouts } from "./credentials.js";
import type { FirstAdmin } from "./first-admin.js";
import type { SignedIn } from "./principal.js";
import { comesFromOwnToken } from "./recognised.js";
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
  async signIn(body: RouteBody<"signIn">, from: Whereabouts): Promise<OpenedSession> {
    const { limiter } = this.#options;
    const where = addressSubject(from.address);
    const whose = body.with === "password" ? `user ${userKey(body.name).slice(0, 100)}` : undefined;
    const subjects = whose === undefined ? [where] : [where, whose];
    limiter.begin(...subjects);
    const opened = await this.#open(body, from).catch((error: unknown) => {
      // What the database or the server could not do is no guess that failed.
      const isGuess = error instanceof AfpoolsError && error.code === "SIGN_IN_FAILED";
      if (!isGuess) for (const subject of subjects) limiter.takeBack(subject);
      throw error;
    });
    limiter.takeBack(where);
    if (whose !== undefined) limiter.forget(whose);
    return opened;
  }

  /**
   * Gives the caller a new password; all other sessions, links and tokens of the caller end.
   *
   * @throws AfpoolsError `FORBIDDEN` for what was signed in with a token, or is limited in role or time: it would get
   * at more than it was made for; `SIGN_IN_FAILED` when the current password is another one; `TOO_MANY_ATTEMPTS`
   */
  async changePassword(caller: SignedIn, { password, current }: RouteBody<"changePassword">): Promise<void> {
    const { accounts, limiter } = this.#options;
    const { user, credential } = caller;
    if (comesFromOwnToken(caller) || credential.role !== null || credential.notAfter !== null) {
      throw new AfpoolsError(
        "FORBIDDEN",
        "You can't change a password with an API token, nor in a session that was signed in with one. Sign in with a password or a link first.",
      );
    }
    const whose = `user ${userKey(user.name)}`;
    if (user.password !== "") {
      limiter.begin(whose);
      if (!(await accounts.userOfPassword(user.name, current ?? ""))) {
        throw new AfpoolsError("SIGN_IN_FAILED", "The current password is incorrect.");
      }
      limiter.forget(whose);
    }
    await accounts.users.update(user.name, { password }, credential.id);
  }

  async #open(body: RouteBody<"signIn">, from: Whereabouts): Promise<OpenedSession> {
    const { accounts, firstAdmin } = this.#options;
    const { credentials } = accounts;
    switch (body.with) {
      case "password": {
        const user = await accounts.userOfPassword(body.name, body.password);
        if (!user) throw failed("The name or the password is wrong.");
        return { user, ...(await credentials.openSession(user, { signedInBy: "password", from })) };
      }
      case "token": {
        const token = await credentials.recognise(body.token, ["token"]);
        if (!token) throw failed("This token is not valid.");
        const { user } = token;
        return { user, ...(await credentials.openSession(user, { signedInBy: "token", from }, token)) };
      }
      case "link": {
        const used = await credentials.useLink(body.token, from);
        if (!used) throw failed("This link was used, or is too old. Ask an admin for a new one.");
        return { user: used.user, ...used.session };
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
