import { hostname } from "node:os";
import type { LivePools, StoreParts } from "@afpools/core";
import { visibleJson } from "@afpools/core/internal";
import { Accounts } from "../access/accounts.js";
import { Authenticator } from "../access/authenticator.js";
import { ExternalUsers } from "../access/external-users.js";
import { FirstAdmin } from "../access/first-admin.js";
import { parseGroupRoles } from "../access/group-roles.js";
import { Oidc, type OidcSettings } from "../access/oidc.js";
import { PasswordCheck } from "../access/password-check.js";
import { ProxySignIn } from "../access/proxy-sign-in.js";
import { SignIn } from "../access/sign-in.js";
import { SignInLimiter } from "../access/sign-in-limiter.js";
import { Audit } from "../audit/audit.js";
import type { ServerSettings } from "../config/server-settings.js";
import type { Config } from "../config/settings.js";
import type { Log } from "../log/log.js";
import { openLines } from "../log/open-lines.js";

const hourMs = 60 * 60_000;
/** How often what has expired is deleted, in ms. */
const sweepMs = 6 * hourMs;

export interface AccessParts {
  readonly store: Pick<StoreParts, "accounts" | "audit">;
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
  readonly proxySignIn: ProxySignIn;
  readonly oidc: Oidc;
  readonly firstAdmin: FirstAdmin;
  readonly audit: Audit;
  /** Opens the file of the audit again, after it was moved away. */
  reopenAudit(): void;
  close(): Promise<void>;
}

export function startAccess({ store, live, settings, log, onWelcome }: AccessParts): RunningAccess {
  const auditFile = settings.current["audit.file"];
  const auditLines = auditFile === "" ? undefined : openLines(auditFile, "audit.file");
  const audit = new Audit({
    store: store.audit,
    server: hostname(),
    ...(auditLines && { onRecord: (record) => auditLines.write(`${visibleJson(JSON.stringify(record))}\n`) }),
    onFailure: (error, counts) =>
      log.warn({ error: error.message, ...counts }, "failed to store audit records; will retry"),
  });
  const accounts = new Accounts(store.accounts);
  const authenticator = new Authenticator({
    accounts,
    anonymous: () => settings.current["access.anonymous"],
    awayBecause: () => live.current.away?.error,
  });
  const firstAdmin = new FirstAdmin({ accounts, live, onLink: onWelcome });
  const passwords = new PasswordCheck({ accounts, store: store.accounts, limiter: new SignInLimiter() });
  const oidc = new Oidc(() => oidcSettings(settings.current));
  const externalUsers = new ExternalUsers(accounts);
  const externalSessionMs = () => settings.current["oidc.sessionHours"] * hourMs;
  const signIn = new SignIn({
    accounts,
    firstAdmin,
    passwords,
    oidc,
    externalUsers,
    external: () => ({
      roles: parseGroupRoles(settings.current["oidc.roles"]),
      sessionMs: externalSessionMs(),
    }),
  });
  const proxySignIn = new ProxySignIn({
    accounts,
    externalUsers,
    authenticator,
    audit,
    settings: () => ({ roles: settings.current["proxy.roles"], sessionMs: externalSessionMs() }),
  });
  const sweep = () => {
    const days = settings.current["audit.days"];
    Promise.all([accounts.credentials.sweep(), passwords.sweep(), audit.deleteOlderThan(days)]).catch(
      (error: unknown) => {
        log.debug(
          { error: String(error) },
          "failed to delete expired sessions and audit records; will retry",
        );
      },
    );
  };
  authenticator.start();
  const timer = setInterval(sweep, sweepMs);
  timer.unref();
  return {
    accounts,
    authenticator,
    signIn,
    proxySignIn,
    oidc,
    firstAdmin,
    audit,
    reopenAudit: () => auditLines?.reopen(),
    close: async () => {
      clearInterval(timer);
      authenticator.close();
      await firstAdmin.close();
      await audit.close();
    },
  };
}

function oidcSettings(config: Config): OidcSettings {
  return {
    issuer: config["oidc.issuer"],
    clientId: config["oidc.clientId"],
    clientSecretFile: config["oidc.clientSecretFile"],
    scopes: config["oidc.scopes"],
    nameClaim: config["oidc.nameClaim"],
    groupsClaim: config["oidc.groupsClaim"],
  };
}
