import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { pagePaths } from "@afpools/api";
import { AfpoolsError, type LivePools, type User } from "@afpools/core";
import type { Accounts } from "./accounts.js";
import type { UserDraft } from "./users.js";

export interface FirstAdminOptions {
  readonly accounts: Accounts;
  readonly live: Pick<LivePools, "subscribe">;
  /** Is told, once, the path of the page by which the first admin is made. */
  onLink(path: string): void;
}

/** Lets whoever sees the server's output make the first admin: by a token that lives in this process alone. */
export class FirstAdmin {
  readonly #options: FirstAdminOptions;
  readonly #token = randomBytes(32).toString("base64url");
  #end: () => void = () => undefined;
  #isOpen = false;
  #looking: Promise<void> | undefined;

  constructor(options: FirstAdminOptions) {
    this.#options = options;
  }

  /** The path of the page, while there is no admin as far as is known. */
  get path(): string | undefined {
    return this.#isOpen ? `${pagePaths.welcome}#token=${this.#token}` : undefined;
  }

  /** Looks whether there is an admin; where the database is away, again when it is back. */
  async start(): Promise<void> {
    this.#end = this.#options.live.subscribe(({ away }) => {
      if (!away) void this.#look();
    });
    await this.#look();
  }

  close(): Promise<void> {
    this.#end();
    return this.#looking ?? Promise.resolve();
  }

  /**
   * Makes the first admin.
   *
   * @throws AfpoolsError `SIGN_IN_FAILED` when the token is not this one or was used, or there is an admin already; as
   * `Users.create`
   */
  async redeem(token: string, draft: Omit<UserDraft, "role">): Promise<User> {
    if (!isSame(token, this.#token) || !this.#isOpen) throw usedUp();
    const user = await this.#options.accounts.users.createFirstAdmin(draft);
    this.#isOpen = false;
    this.#end();
    // Another one was made meanwhile, perhaps by another server.
    if (!user) throw usedUp();
    return user;
  }

  #look(): Promise<void> {
    this.#looking ??= this.#options.accounts.users
      .hasAdmin()
      .then((hasAdmin) => {
        this.#end();
        if (hasAdmin) return;
        this.#isOpen = true;
        this.#options.onLink(`${pagePaths.welcome}#token=${this.#token}`);
      })
      .catch(() => {
        // The database is away; the snapshot of its return is told.
        this.#looking = undefined;
      });
    return this.#looking;
  }
}

function usedUp(): AfpoolsError {
  return new AfpoolsError(
    "SIGN_IN_FAILED",
    "This link is not valid any more: it creates the first admin, once. Ask an admin for a link of your own.",
  );
}

/** Takes as long whatever differs. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
