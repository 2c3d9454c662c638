import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { parsePoolDuty } from "@afpools/afanasy";
import { pagePaths } from "@afpools/api";
import { LivePools, PoolService } from "@afpools/core";
import { findAfserver } from "../afserver/find-afserver.js";
import { LiveAfserver } from "../afserver/live-afserver.js";
import { protocolEvent } from "../audit/protocol-audit.js";
import { watchCertificates } from "../certificates/watch-certificates.js";
import { type ConfigInputs, loadConfig } from "../config/load-config.js";
import { ServerSettings } from "../config/server-settings.js";
import { type Config, poolCaps } from "../config/settings.js";
import { wordsOf } from "../config/word-list.js";
import { FileFarm } from "../farm/file-farm.js";
import { JobStandings } from "../jobs/job-standings.js";
import { LiveJobs } from "../jobs/live-jobs.js";
import { graceMs, type ServerLimits } from "../listen/limits.js";
import { createLog, type ProcessLog } from "../log/create-log.js";
import type { Log } from "../log/log.js";
import { Planner } from "../plans/planner.js";
import { createPoolServer, type PoolServer } from "../pool-server/pool-server.js";
import { startReconciler } from "../reconciler/start-reconciler.js";
import { Scans } from "../scans/scans.js";
import { openStore } from "../store/open-store.js";
import { pageUrl } from "./page-url.js";
import { serverStatus } from "./server-status.js";
import { startAccess } from "./start-access.js";
import { startHealth } from "./start-health.js";
import { type RunningHttp, startHttp } from "./start-http.js";
import { checkTls, tlsOptions } from "./tls-options.js";

export interface DaemonOptions {
  /** Where the settings come from; they are read again by `reload`. */
  readonly settings: ConfigInputs;
  /** Default: JSON lines on standard error, from the configured level on. */
  readonly log?: Log;
  /** Folder with the files of the page; without it there is none. */
  readonly managerFolder?: string;
  /** Is told, once, the link that creates the first admin, when it is known that there is none. */
  readonly onWelcome?: (url: string) => void;
}

/** A Pool Server at work, put together from the configuration. */
export interface Daemon {
  /** Where the pool protocol is answered. */
  readonly address: AddressInfo;
  /** Where HTTP is answered: the page, the API, the health pages. */
  readonly httpAddress: AddressInfo;
  /** The same for people: `http://farm:9980`. */
  readonly url: string;
  /** The page on which the first admin is made; nothing when there is one, as far as is known. */
  readonly welcomeUrl: string | undefined;
  /** Where the data lies; holds no password. */
  readonly storeLocation: string;
  /** Reads settings, TLS files and the farm file again; what cannot be read stays as it was. */
  reload(): Promise<void>;
  /** Finishes what was begun, and frees everything. */
  close(): Promise<void>;
}

/**
 * Starts the Pool Server with its HTTP over the configured store.
 *
 * @throws AfpoolsError `INVALID_CONFIG`, `INVALID_FILE`, `STORE_…`; everything is freed again then.
 */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const closers: (() => Promise<void>)[] = [];
  const closeAll = async () => {
    for (const closer of closers.reverse()) await closer();
  };
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= closeAll();
    return closing;
  };
  try {
    return await start(options, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  { settings: inputs, log: givenLog, managerFolder, onWelcome }: DaemonOptions,
  closers: (() => Promise<void>)[],
  close: () => Promise<void>,
): Promise<Daemon> {
  const loaded = await loadConfig(inputs);
  const { config } = loaded;
  const { environment } = inputs;
  const settings = new ServerSettings(loaded, inputs, checkTls);
  const log: Log = givenLog ?? followedLog(settings);
  const tls = tlsOptions(config);
  const file = config["farm.file"] ? await FileFarm.open(config["farm.file"]) : undefined;
  const warn = (problem: string) => log.warn({ problem }, "part of the CGRU configuration was not read");
  const setting = config["afanasy.server"];
  const maxActions = config["afanasy.maxActions"];
  const found = file ? undefined : await findAfserver({ setting, environment, warn, maxActions });

  const { health, store } = startHealth(() => openStore(config.store), log);
  closers.push(() => store.close());
  closers.push(async () => health.close());
  const live = new LivePools(store);
  closers.push(() => live.close());
  const afserver = found && new LiveAfserver(found, log);
  if (afserver) closers.push(() => afserver.close());
  const farm = file ?? afserver;
  const setDialect = () => {
    const dialect = settings.current["masks.dialect"];
    return dialect === "auto" ? afserver?.dialect : dialect;
  };
  const dialect = () => setDialect() ?? "3.4";
  const enforcement = config["jobs.enforcement"];
  const limits = limitsOf(config);
  const standings = afserver && new JobStandings({ live, afserver, enforcement, dialect: setDialect });
  const reconciler =
    afserver && standings && startReconciler({ config, log, store, live, afserver, standings });
  if (reconciler) closers.push(() => reconciler.close());
  const jobSettings = {
    enforcement,
    keepsProperties: reconciler !== undefined,
    ...(afserver && {
      release: () => afserver.release,
      nativePools: () => afserver.nativePools.map(({ name }) => name),
      userMaskType: (user: string | undefined) => afserver.userMaskType(user),
    }),
  };
  const planner = new Planner({ live, farm, dialect, jobs: jobSettings });
  const isDue = parsePoolDuty(config["jobs.mustBeOnPool"]);
  const jobs =
    afserver && standings && new LiveJobs({ live, afserver, standings, settings: jobSettings, isDue });
  const pools = new PoolService(store, {
    knownPools: () => live.current.pools,
    caps: () => poolCaps(settings.current),
    farm: () => farm?.current(),
  });
  const startedAt = new Date();
  const instance = randomUUID();
  const status = () =>
    serverStatus({
      instance,
      startedAt,
      storeLocation: store.location,
      live,
      farm,
      afserver,
      planner,
      reconciler,
      health,
      poolServer,
      protocol: {
        host: config["server.host"],
        port: config["server.port"],
        tls: tls.mode,
        writes: config["server.writes"],
      },
    });
  let url = "";
  const access = startAccess({
    store,
    live,
    settings,
    log,
    onWelcome: (path) => {
      // The link is a credential: it is for whoever starts the server, and not for the log.
      log.info({ welcome: `${url}${pagePaths.welcome}` }, "no admin yet; waiting for the first one");
      onWelcome?.(`${url}${path}`);
    },
  });
  closers.push(() => access.close());
  const poolServer: PoolServer = createPoolServer({
    store,
    live,
    pools,
    host: config["server.host"],
    port: config["server.port"],
    tls,
    writes: config["server.writes"],
    trustedProxies: wordsOf(config["server.trustedProxies"]),
    dialect,
    jobs: jobSettings,
    legacyForm: config["server.legacyForm"],
    limits,
    log,
    observer: {
      answered: (command, result) => http.metrics.answered(command, result),
      legacyCut: () => http.metrics.legacyCut(),
      refused: (code) => http.metrics.refused(code),
      wrote: (request, peer, error) => {
        const event = protocolEvent(request, peer, error);
        if (event) void access.audit.record(event);
      },
    },
    ...(farm && { farm }),
    ...(afserver && { hosts: () => afserver.hosts }),
  });
  const http: RunningHttp = await startHttp({
    config,
    limits,
    tls,
    access,
    answers: store.answers,
    environment,
    farm,
    afserver,
    jobs,
    live,
    log,
    managerFolder,
    planner,
    pools,
    scans: new Scans({ farm }),
    settings,
    status,
    health: () => {
      const { ready, details } = poolServer.health();
      const following = reconciler && { reconciler: reconciler.status() };
      return { ready, details: { ...details, ...health.details(), ...following } };
    },
    certificates: () => poolServer.certificates(),
    loopDelayMs: () => health.loop.delayMs,
    protocolConnections: () => Number(poolServer.health().details.connections),
  });
  // HTTP starts first and ends last, so that its health pages show that the server starts or stops. They share the time to stop.
  closers.push(async () => {
    log.info({}, "stopping");
    const startedAt = performance.now();
    await poolServer.close();
    await http.close(Math.max(graceMs, limits.drainMs - (performance.now() - startedAt)));
  });
  const httpAddress = await http.listen();
  const address = await poolServer.listen();
  url = pageUrl({ host: httpAddress.address, port: httpAddress.port, isSecure: tls.mode !== "off" });
  log.info({ address, httpAddress, store: store.location }, "listening");
  const certificates = watchCertificates(() => poolServer.certificates(), log);
  closers.push(async () => certificates.close());
  await access.firstAdmin.start();
  return {
    address,
    httpAddress,
    url,
    get welcomeUrl() {
      const { path } = access.firstAdmin;
      return path === undefined ? undefined : `${url}${path}`;
    },
    storeLocation: store.location,
    reload: async () => {
      log.reopen?.();
      access.reopenAudit();
      const results = await Promise.allSettled([
        settings.reload(),
        poolServer.reloadTls(),
        http.reloadTls(),
        file?.reload(),
      ]);
      const failures = results.filter((result) => result.status === "rejected");
      for (const { reason } of failures) log.error({ error: String(reason) }, "not reloaded");
      if (failures.length === 0) log.info({}, "reloaded");
      certificates.look();
    },
    close,
  };
}

/** The log that the settings ask for, whose level follows its setting. */
function followedLog(settings: ServerSettings): ProcessLog {
  const { "log.level": level, "log.file": file } = settings.current;
  const log = createLog(level, file ? { file } : {});
  settings.subscribe((config) => {
    log.level = config["log.level"];
  });
  return log;
}

function limitsOf(config: Config): ServerLimits {
  return {
    connections: config["limits.connections"],
    connectionsPerAddress: config["limits.connectionsPerAddress"],
    requestBytes: config["limits.requestBytes"],
    unreadBytes: config["limits.unreadBytes"],
    handshakeMs: config["limits.handshakeMs"],
    requestMs: config["limits.requestMs"],
    idleMs: config["limits.idleMs"],
    answerMs: config["limits.answerMs"],
    drainMs: config["limits.drainMs"],
  };
}
