import type { LivePools, PoolStore } from "@afpools/core";
import { Accounts } from "../access/accounts.js";
import { Authenticator } from "../access/authenticator.js";
import { FirstAdmin } from "../access/first-admin.js";
import { PasswordCheck } from "../access/password-check.js";
import { SignIn } from "../access/sign-in.js";
import { SignInLimiter } from "../access/sign-in-limiter.js";
import type { ServerSettings } from "../config/server-settings.js";
import type { Log } from "../log/log.js";

/** How often what has expired is deleted, in ms. */
const sweepMs = 6 * 60 * 60_000;

export interface AccessParts {
  readonly store: PoolStore;
  readonly live: LivePools;
  readonly settings: ServerSettings;
  readonly log: Log;
  /** Is told, once, the path of the page by which the first admin is made. */
  readonly onWelcome: (path: string) => void;
}

/** Who may do what, at work. */
export interface RunningAccess {
  readonly accounts: Accounts;
  readonly authenticator: Authenticator;
  readonly signIn: SignIn;
  readonly firstAdmin: FirstAdmin;
  close(): Promise<void>;
}

export function startAccess({ store, live, settings, log, onWelcome }: AccessParts): RunningAccess {
  const accounts = new Accounts(store.accounts);
  const authenticator = new Authenticator({
    accounts,
    anonymous: () => settings.current["access.anonymous"],
    awayBecause: () => live.current.away?.error,
  });
  const firstAdmin = new FirstAdmin({ accounts, live, onLink: onWelcome });
  const passwords = new PasswordCheck({ accounts, store: store.accounts, limiter: new SignInLimiter() });
  const signIn = new SignIn({ accounts, firstAdmin, passwords });
  const sweep = () => {
    Promise.all([accounts.credentials.sweep(), passwords.sweep()]).catch((error: unknown) => {
      log.debug({ error: String(error) }, "expired sessions not deleted; tried again later");
    });
  };
  authenticator.start();
  const timer = setInterval(sweep, sweepMs);
  timer.unref();
  return {
    accounts,
    authenticator,
    signIn,
    firstAdmin,
    close: async () => {
      clearInterval(timer);
      authenticator.close();
      await firstAdmin.close();
    },
  };
}
