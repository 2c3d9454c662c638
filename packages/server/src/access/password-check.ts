import { type AccountStore, AfpoolsError, type SignInPlace, type User, userKey } from "@afpools/core";
import type { Accounts } from "./accounts.js";
import { addressSubject } from "./address-subject.js";
import { AttemptLines } from "./attempt-lines.js";
import type { SignInLimiter } from "./sign-in-limiter.js";

/** Where a user signed in from is noted again after so long, and forgotten after so long. */
const noteAgainMs = 24 * 60 * 60_000;
const placeMs = 180 * 24 * 60 * 60_000;

export interface PasswordCheckOptions {
  readonly accounts: Accounts;
  readonly store: AccountStore;
  readonly limiter: SignInLimiter;
}

/** Finds out whether passwords are right, makes those who guess wait, and remembers where users sign in from. */
export class PasswordCheck {
  readonly #options: PasswordCheckOptions;
  readonly #lines = new AttemptLines();

  constructor(options: PasswordCheckOptions) {
    this.#options = options;
  }

  /**
   * The user of this name and password. A right password is never refused at an address that the user signed in from
   * before, however many wrong ones were tried; they are looked at one after another.
   *
   * @throws AfpoolsError `TOO_MANY_ATTEMPTS`
   */
  async userOf(name: string, password: string, from: string): Promise<User | undefined> {
    const { store, accounts, limiter } = this.#options;
    const address = addressSubject(from);
    // Both, whoever it is, so that it does not show who exists.
    const [[user], place] = await Promise.all([store.findUsers([name]), store.findPlace(name, address)]);
    const isKnown = user !== undefined && place?.userId === user.id;
    const check = async () => {
      const attempt = limiter.begin({ user: userKey(name).slice(0, 100), address, isKnown });
      const isRight = await accounts.isPasswordOf(user, password, isKnown).catch((error: unknown) => {
        attempt.release();
        throw error;
      });
      if (isRight) attempt.succeed();
      else if (attempt.refusal) throw attempt.refusal;
      return isRight;
    };
    const isRight = await (isKnown ? this.#lines.run(`${user.id} ${address}`, check) : check());
    return isRight ? user : undefined;
  }

  /** The user has signed in from there. That it cannot be noted keeps nobody from signing in. */
  async note(user: User, from: string): Promise<void> {
    const { store, accounts } = this.#options;
    const now = accounts.now();
    const place: SignInPlace = {
      user: user.name,
      userId: user.id,
      address: addressSubject(from),
      at: now.toISOString(),
    };
    try {
      const known = await store.findPlace(place.user, place.address);
      const isNoted = known?.userId === user.id && now.getTime() - Date.parse(known.at) < noteAgainMs;
      if (!isNoted) await store.notePlace(place);
    } catch (error) {
      if (!(error instanceof AfpoolsError)) throw error;
    }
  }

  /** Forgets the addresses from which nobody has signed in for long. */
  async sweep(): Promise<void> {
    const { store, accounts } = this.#options;
    await store.deletePlacesBefore(new Date(accounts.now().getTime() - placeMs).toISOString());
  }
}
