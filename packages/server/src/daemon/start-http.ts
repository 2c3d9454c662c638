import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname } from "node:os";
import type { Duplex } from "node:stream";
import type { Status } from "@afpools/api";
import { type AnswerStore, toAfpoolsError } from "@afpools/core";
import type { UsageOfAll } from "@afpools/core/internal";
import type { Certificate } from "../certificates/certificate.js";
import type { Config } from "../config/settings.js";
import { wordsOf } from "../config/word-list.js";
import { EventFeed } from "../events/event-feed.js";
import { EventHub } from "../events/event-hub.js";
import { AllowedNames } from "../http/allowed-names.js";
import type { ApiParts } from "../http/api-parts.js";
import type { ClientInfo } from "../http/client-info.js";
import { upgradeToEvents } from "../http/event-upgrade.js";
import { createHandlers } from "../http/handlers/handlers.js";
import type { Health } from "../http/health.js";
import { createHttpApp } from "../http/http-app.js";
import { HttpServer } from "../http/http-server.js";
import { PageFiles } from "../http/page-files.js";
import { problemAnswer } from "../http/problem-answer.js";
import { RequestAuthenticator } from "../http/request-authenticator.js";
import { securityHeaders } from "../http/security-headers.js";
import type { ServerLimits } from "../listen/limits.js";
import type { TlsOptions } from "../listen/tls-files.js";
import { TrustedProxies } from "../listen/trusted-proxies.js";
import type { Log } from "../log/log.js";
import { Metrics } from "../metrics/metrics.js";
import type { RunningAccess } from "./start-access.js";

export interface HttpParts extends Omit<ApiParts, "accounts" | "signIn" | "oidc" | "audit"> {
  readonly config: Config;
  readonly limits: ServerLimits;
  readonly tls: TlsOptions;
  readonly access: RunningAccess;
  /** Answers to requests that may be sent again. */
  readonly answers: AnswerStore;
  readonly status: () => Status;
  readonly health: () => Health;
  readonly certificates: () => readonly Certificate[];
  readonly protocolConnections: () => number;
  /** How hosts are used now; nothing while that is not known. */
  readonly usageNow: () => Promise<UsageOfAll | undefined>;
  readonly loopDelayMs: () => number;
  /** How many hosts have facts that are kept as they were, since they change too often. */
  readonly keptHosts: () => number;
  readonly managerFolder: string | undefined;
  readonly log: Log;
}

/** HTTP at work: API, events, metrics, health pages, the page. */
export interface RunningHttp {
  readonly metrics: Metrics;
  /** Answers a request that came by a server of others. */
  fetch(request: Request, client: ClientInfo): Promise<Response>;
  /** Opens the WebSocket of events for a request that came by a server of others. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, client: ClientInfo): void;
  /** @throws AfpoolsError `INVALID_CONFIG` */
  listen(): Promise<AddressInfo>;
  reloadTls(): Promise<void>;
  /** @param drainMs how long what was begun may take */
  close(drainMs: number): Promise<void>;
}

/** @throws AfpoolsError `INVALID_FILE` when the page cannot be read. */
export async function startHttp(parts: HttpParts): Promise<RunningHttp> {
  const { config, limits, tls, access, status, health, log, live, farm, afserver, jobs, scans, settings } =
    parts;
  const page = parts.managerFolder === undefined ? undefined : await PageFiles.read(parts.managerFolder);
  const { accounts, authenticator, signIn, oidc, audit } = access;
  const { instance } = status();
  const feed = new EventFeed({
    instance,
    live,
    farm,
    afserver,
    jobs,
    status,
    onError: (error) => log.warn({ error: String(error) }, "failed to read jobs from afserver"),
  });
  const hub = new EventHub({
    feed,
    instance,
    // Those who only listen leave room for those who ask.
    limits: {
      sockets: Math.ceil(limits.connections / 2),
      socketsPerAddress: Math.ceil(limits.connectionsPerAddress / 2),
    },
    recheck: (principal) => authenticator.recheck(principal),
  });
  const unsubscribe = [
    scans.subscribe((news) => hub.tellScan(news)),
    audit.subscribe((event) => metrics.audited(event)),
    authenticator.subscribe((change) => void hub.takeAccountChange(change)),
    settings.subscribe(() => void hub.recheckAll()),
  ];
  const metrics: Metrics = new Metrics({
    status,
    jobs: () => feed.jobs,
    certificates: parts.certificates,
    loopDelayMs: parts.loopDelayMs,
    costlyRequests: () => parts.work.counts,
    keptHosts: parts.keptHosts,
    auditWaiting: () => audit.waiting,
    usage: parts.usageNow,
    pools: () => live.current.pools,
    maxPools: () => settings.current["metrics.pools"],
    log,
    connections: () => ({
      protocol: parts.protocolConnections(),
      http: server.connections,
      events: hub.size,
    }),
  });
  const names = new AllowedNames({
    names: () => [...wordsOf(settings.current["server.names"].toLowerCase()), ...ownNames(parts)],
    origins: () => wordsOf(settings.current["server.origins"]),
  });
  const requestAuthenticator = new RequestAuthenticator(access, parts.authenticate);
  const app = createHttpApp({
    handlers: createHandlers({ ...parts, accounts, signIn, oidc, audit }),
    requestAuthenticator,
    audit,
    answers: parts.answers,
    work: parts.work,
    health,
    metrics,
    names,
    page,
    log,
  });
  const server: HttpServer = new HttpServer({
    host: config["server.host"],
    port: config["server.httpPort"],
    tls,
    limits,
    app,
    requestAuthenticator,
    hub,
    names,
    proxies: new TrustedProxies(wordsOf(config["server.trustedProxies"])),
    proxyHeaders: () => ({
      user: settings.current["proxy.userHeader"],
      groups: settings.current["proxy.groupsHeader"],
    }),
    onError: (error) => log.error({ error: error.message }, "failed to accept a connection"),
    onRefused: ({ code, message }, address) => {
      metrics.httpRefused(code);
      log.debug({ address, code, error: message }, "refused");
    },
  });
  return {
    metrics,
    fetch: async (request, client) => {
      try {
        names.assertName(client.host);
      } catch (error) {
        const { status, headers, body } = problemAnswer(toAfpoolsError(error));
        return new Response(body ?? null, { status, headers: { ...securityHeaders, ...headers } });
      }
      return app.fetch(request, { client });
    },
    upgrade: (request, socket, head, client) =>
      void upgradeToEvents({ requestAuthenticator, hub, names }, request, socket, head, client),
    listen: () => server.listen(),
    reloadTls: () => server.reloadTls(),
    close: async (drainMs) => {
      for (const end of unsubscribe) end();
      await server.close(drainMs);
      await scans.close();
      await feed.close();
    },
  };
}

/** Names that the server has without being told: where it listens, the machine's, and those in its certificate. */
function ownNames({ config, certificates }: Pick<HttpParts, "config" | "certificates">): readonly string[] {
  const [certificate] = certificates();
  return [config["server.host"], hostname(), ...(certificate?.names ?? [])].map((name) => name.toLowerCase());
}
