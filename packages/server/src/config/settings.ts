import { homedir } from "node:os";
import { knownReleases, parsePoolDuty, releaseOf } from "@afpools/afanasy/internal";
import { AfpoolsError, defaultPoolCaps, type PoolCaps, toAfpoolsError } from "@afpools/core";
import {
  expandHome,
  hideSecrets,
  hostFlaw,
  isStoreAddress,
  maxExpressionLength,
  parseAfserverAddress,
  parseServerAddress,
  parseStoreAddress,
} from "@afpools/core/internal";
import { defaultSqlitePath } from "@afpools/store-sqlite";
import { z } from "zod";
import { parseGroupRoles } from "../access/group-roles.js";
import { defaultLimits } from "../listen/limits.js";
import { TrustedProxies } from "../listen/trusted-proxies.js";
import { writePolicies } from "../pool-server/write-policy.js";
import { checkIssuer } from "./check-issuer.js";
import { integer } from "./integer.js";
import { checkHostNames, checkOrigins, wordsOf } from "./word-list.js";

const port = integer(0, 65_535);
const milliseconds = integer(100, 3_600_000);

/** A file; "~" before it is the user's folder. */
const path: z.ZodType<string> = z.preprocess(
  (value) => (typeof value === "string" ? expandHome(value, homedir()) : value),
  z.string(),
);

/** A text that `check` does not throw for. */
function checkedText(check: (text: string) => void): z.ZodType<string> {
  return z.string().superRefine((text, context) => {
    try {
      check(text);
    } catch (error) {
      context.addIssue({ code: "custom", message: toAfpoolsError(error).message });
    }
  });
}

const storeAddress = checkedText(parseStoreAddress);

const clientServer = checkedText((text) => {
  if (text === "") return;
  if (isStoreAddress(text)) parseStoreAddress(text);
  else parseServerAddress(text);
});

const afserverSetting = checkedText((text) => {
  if (text !== "auto" && text !== "none") parseAfserverAddress(text);
});

/** Of HTTP; empty for none. */
const headerName = z.string().regex(/^[\w-]{0,100}$/, "is not the name of a header");

/** Where to listen; empty for everywhere. */
const listeningHost = checkedText((text) => {
  const flaw = text === "" ? undefined : hostFlaw(text);
  if (flaw !== undefined)
    throw new AfpoolsError("INVALID_CONFIG", `${JSON.stringify(text)} is not a host: ${flaw}.`);
});

/** One thing that can be configured. Its value in the file may be a JSON value; from elsewhere it is text. */
interface Setting<T> {
  readonly schema: z.ZodType<T>;
  readonly fallback: () => T;
  /** For people: what it does, its unit, what an empty value means. */
  readonly description: string;
  /** Does a server that runs take a new value over? Else it has to be started again. */
  readonly live: boolean;
}

function setting<T>(schema: z.ZodType<T>, fallback: T | (() => T), description: string): Setting<T> {
  return {
    schema,
    fallback: typeof fallback === "function" ? (fallback as () => T) : () => fallback,
    description,
    live: false,
  };
}

/** One that a server which runs takes over. */
function liveSetting<T>(...definition: Parameters<typeof setting<T>>): Setting<T> {
  return { ...setting(...definition), live: true };
}

/**
 * Every setting of server and CLI by its key. A key's variable in the environment is `AFPOOLS_` and the key in capitals:
 * `server.httpPort` is `AFPOOLS_SERVER_HTTP_PORT`; that of `client.server` is `AFPOOLS_SERVER`.
 */
export const settings = {
  store: setting(
    storeAddress,
    () => `sqlite:${defaultSqlitePath()}`,
    "Where pools are kept: sqlite:PATH, mongodb://…, mongodb+srv://… or memory:",
  ),
  "store.otherWritersMs": setting(
    z.union([z.literal("off"), milliseconds]),
    750,
    "MongoDB: how often changes are looked for that programs without history make, such as the 2019 manager, in ms; off where there are none",
  ),
  "server.host": setting(
    listeningHost,
    "127.0.0.1",
    "Address that the Pool Server listens on; 0.0.0.0 for all of IPv4, :: for all",
  ),
  "server.port": setting(port, 9999, "TCP port of the pool protocol; 0 for any free one"),
  "server.httpPort": setting(
    port,
    9980,
    "TCP port of the page, the API and the health pages (HTTP); 0 for any free one",
  ),
  "server.names": liveSetting(
    checkedText(checkHostNames),
    "",
    "Further host names that the server answers to by HTTP, such as *.studio.example, besides IP addresses, localhost, the machine's name and the certificate's names",
  ),
  "server.origins": liveSetting(
    checkedText(checkOrigins),
    "",
    "Origins of pages on other servers that may use the API with a token, such as https://tools.studio.example",
  ),
  "server.trustedProxies": setting(
    checkedText((text) => void new TrustedProxies(wordsOf(text))),
    "",
    "Addresses or networks of proxies that report clients' addresses: with Forwarded or X-Forwarded-For, on the pool port with PROXY headers",
  ),
  "server.readyNeeds": setting(
    z.enum(["pools", "pools-and-jobs"]),
    "pools",
    "When /readyz returns 200: pools (pools can be served), pools-and-jobs (also jobs follow their pools, by this server or another)",
  ),
  "server.writes": setting(
    z.enum(writePolicies),
    "off",
    "Who may change pools over the pool protocol: off (nobody), loopback (this machine), tls-clients (see tls.clientCa), anyone-without-tls",
  ),
  "server.legacyForm": setting(
    z.enum(["compact", "full"]),
    "compact",
    "Answers for clients of the 2019 tool: compact (names of pools and hosts), full (also _id, engine, ip and port, for your own programs that read them)",
  ),
  "tls.mode": setting(
    z.enum(["off", "optional", "required"]),
    "off",
    "TLS: off, required, or optional (the pool port also accepts connections without TLS). With optional and required, HTTP is HTTPS",
  ),
  "tls.cert": setting(path, "", "File of the certificate chain (PEM); read again on SIGHUP"),
  "tls.key": setting(path, "", "File of the private key (PEM); read again on SIGHUP"),
  "tls.clientCa": setting(
    path,
    "",
    "File of the CA (PEM) by which each TLS client must have a certificate; empty: clients need none",
  ),
  "client.server": setting(
    clientServer,
    "",
    "Server that afpools works through: http(s)://HOST:PORT, or [tls://]HOST:PORT for the pool protocol; empty for none",
  ),
  "client.tlsCa": setting(
    path,
    "",
    "File of the CA (PEM) that signed the server's certificate, for afpools --server tls://…; empty: the CAs of the system",
  ),
  "client.tlsCert": setting(path, "", "File of the client certificate (PEM) for afpools --server tls://…"),
  "client.tlsKey": setting(path, "", "File of that certificate's private key (PEM)"),
  "afanasy.server": setting(
    afserverSetting,
    "auto",
    "Address of afserver: HOST:PORT; auto (from CGRU's configuration, if CGRU_LOCATION is set); none",
  ),
  "afanasy.maxActions": setting(
    integer(1, 10_000),
    Math.min(...knownReleases.map((version) => releaseOf(version).parallelActions)),
    "Changes of jobs and hosts sent to afserver at a time; at most half of the files that afserver may open (1,024)",
  ),
  "farm.file": setting(path, "", "File that lists the farm's hosts, instead of afserver"),
  "farm.flipsPerHour": setting(
    integer(1, 1_000),
    6,
    "Changes an hour of something that a host measures, such as its GPU or its users, above which it counts as it was, until it changes less",
  ),
  "masks.dialect": liveSetting(
    z.enum(["auto", "3.4", "3.3"]),
    "auto",
    "Release of afserver that masks are written for: 3.4 and later, 3.3 and earlier, or auto (as detected, else 3.4)",
  ),
  "jobs.enforcement": setting(
    z.enum(["mask", "property"]),
    "mask",
    "How jobs are kept on their pools by default: mask (the job's hosts masks), property (properties of hosts)",
  ),
  "jobs.follow": setting(
    z.enum(["on", "off"]),
    "on",
    "Whether queued and running jobs follow changes of their pools: on, off",
  ),
  "jobs.mustBeOnPool": setting(
    checkedText(parsePoolDuty),
    "",
    "Users and hosts whose jobs must be on a pool, such as user:anna host:ws-*; doctor and the page report jobs on no pool",
  ),
  "hooks.file": setting(
    path,
    "",
    "File that lists webhooks, which are told of changes of pools, of holds, and of jobs without hosts or pool (JSON), read again on SIGHUP; without it there are none",
  ),
  "access.anonymous": liveSetting(
    z.enum(["viewer", "none"]),
    "viewer",
    "What visitors who are not signed in can do on the page and by the API: viewer (read everything), none (nothing)",
  ),
  "oidc.issuer": liveSetting(
    checkedText(checkIssuer),
    "",
    "Issuer of the OpenID Connect provider for sign-in, such as https://login.studio.example; empty for none",
  ),
  "oidc.name": liveSetting(z.string().min(1).max(60), "single sign-on", "Name of the provider on the page"),
  "oidc.clientId": liveSetting(z.string().max(200), "afpools", "The client's id at the provider"),
  "oidc.clientSecretFile": liveSetting(
    path,
    "",
    "File with the client's secret; empty: a public client, protected by PKCE",
  ),
  "oidc.scopes": liveSetting(
    z.string().regex(/\bopenid\b/),
    "openid profile",
    "Scopes to request, separated by spaces; many providers need one for groups",
  ),
  "oidc.nameClaim": liveSetting(
    z.string().min(1).max(200),
    "preferred_username",
    "Claim with the name of a new user",
  ),
  "oidc.groupsClaim": liveSetting(z.string().min(1).max(200), "groups", "Claim with the user's groups"),
  "oidc.roles": liveSetting(
    checkedText(parseGroupRoles),
    "",
    "Roles of groups, such as it=admin; Render TDs=editor; *=viewer. * is everybody. Users in none of the groups cannot sign in",
  ),
  "oidc.sessionHours": liveSetting(
    integer(1, 720),
    12,
    "Hours after which a user signed in by the provider, or by a proxy, has to sign in again",
  ),
  "proxy.userHeader": liveSetting(
    headerName,
    "",
    "Header in which a proxy of server.trustedProxies sends the signed-in user, such as X-Forwarded-User; empty for none",
  ),
  "proxy.groupsHeader": liveSetting(
    headerName,
    "X-Forwarded-Groups",
    "Header in which the proxy sends the user's groups, separated by commas",
  ),
  "proxy.roles": liveSetting(
    checkedText(parseGroupRoles),
    "",
    "Roles of groups for users signed in by the proxy, as in oidc.roles; users in none of the groups are refused",
  ),
  "audit.days": liveSetting(integer(1, 3_650), 365, "Days to keep the audit in the database"),
  "audit.file": setting(
    path,
    "",
    "File to also write the audit to, as JSON lines, for example for a SIEM; reopened on SIGHUP",
  ),
  "log.level": liveSetting(
    z.enum(["debug", "info", "warn", "error", "silent"]),
    "info",
    "Least severe log line to write: debug, info, warn, error, silent",
  ),
  "log.file": setting(path, "", "File to write the log to, reopened on SIGHUP; empty: standard error"),
  "limits.connections": setting(integer(1, 100_000), defaultLimits.connections, "Connections in total"),
  "limits.connectionsPerAddress": setting(
    integer(1, 100_000),
    defaultLimits.connectionsPerAddress,
    "Connections from one address",
  ),
  "limits.requestBytes": setting(
    integer(1 << 10, 16 << 20),
    defaultLimits.requestBytes,
    "Size of one request, in bytes",
  ),
  "limits.unreadBytes": setting(
    integer(1 << 20, 2 ** 40),
    defaultLimits.unreadBytes,
    "Total size of answers made for one client each that clients have not read yet, in bytes",
  ),
  "limits.pools": liveSetting(integer(1, 1_000_000), defaultPoolCaps.pools, "Pools"),
  "limits.poolHosts": liveSetting(integer(1, 1_000_000), defaultPoolCaps.hosts, "Hosts of one pool by name"),
  "limits.poolRules": liveSetting(
    integer(1, 10_000),
    defaultPoolCaps.rules,
    "Rules of one pool; each is compared with every host of the farm",
  ),
  "limits.expression": liveSetting(
    integer(100, maxExpressionLength),
    maxExpressionLength,
    "Characters of a pool expression in a request",
  ),
  "metrics.pools": liveSetting(
    integer(0, 10_000),
    100,
    "Pools with series of their own in /metrics, the oldest first; six series each",
  ),
  "limits.listing": liveSetting(
    integer(1, 1_000_000),
    100_000,
    "Entries of a list of pools, hosts or jobs in one HTTP answer; request more in pages",
  ),
  "limits.handshakeMs": setting(milliseconds, defaultLimits.handshakeMs, "Time for the TLS handshake, in ms"),
  "limits.requestMs": setting(
    milliseconds,
    defaultLimits.requestMs,
    "Time from the first byte of a request to its last (for the first request: from connecting), in ms",
  ),
  "limits.idleMs": setting(
    milliseconds,
    defaultLimits.idleMs,
    "Time that an open connection may wait for its next request, in ms",
  ),
  "limits.answerMs": setting(
    milliseconds,
    defaultLimits.answerMs,
    "Time in which a client must read an answer, in ms",
  ),
  "limits.drainMs": setting(
    milliseconds,
    defaultLimits.drainMs,
    "Time to finish open requests when the server stops, in ms",
  ),
} as const;

export type SettingKey = keyof typeof settings;

/** All settings with their values. */
export type Config = {
  readonly [Key in SettingKey]: (typeof settings)[Key] extends Setting<infer T> ? T : never;
};

export const settingKeys = Object.keys(settings) as readonly SettingKey[];

export function isSettingKey(text: string): text is SettingKey {
  return Object.hasOwn(settings, text);
}

/** The variable in the environment that sets `key`. */
export function environmentName(key: SettingKey): string {
  // The one that integrations obey, too.
  if (key === "client.server") return "AFPOOLS_SERVER";
  return `AFPOOLS_${key.replaceAll(".", "_").replaceAll(/[A-Z]/g, "_$&").toUpperCase()}`;
}

/** Does {@link hiddenSecret} stand in this address where a secret was? */
export function hidesSecret(value: string | number): boolean {
  return typeof value === "string" && /:\*\*\*@|=\*\*\*(&|$)/.test(value);
}

/** A setting's value to be shown to people: addresses without their secrets. */
export function shownValue(value: string | number): string | number {
  return typeof value === "string" && value.includes("://") ? hideSecrets(value) : value;
}

/** How large pools may become. */
export function poolCaps(config: Config): PoolCaps {
  return {
    pools: config["limits.pools"],
    hosts: config["limits.poolHosts"],
    rules: config["limits.poolRules"],
  };
}
