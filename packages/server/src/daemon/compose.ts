import { randomUUID } from "node:crypto";
import { parsePoolDuty } from "@afpools/afanasy/internal";
import { pagePaths } from "@afpools/api";
import { type FarmSource, LivePools, PoolService, type PoolStore, systemClock } from "@afpools/core";
import type { Authenticate } from "../access/outside-user.js";
import { findAfserver } from "../afserver/find-afserver.js";
import { LiveAfserver } from "../afserver/live-afserver.js";
import { protocolEvent } from "../audit/protocol-audit.js";
import { type ConfigInputs, loadConfig } from "../config/load-config.js";
import { ServerSettings } from "../config/server-settings.js";
import { type Config, poolCaps } from "../config/settings.js";
import { wordsOf } from "../config/word-list.js";
import { FileFarm } from "../farm/file-farm.js";
import { HostMemory } from "../farm/host-memory.js";
import { readHooks } from "../hooks/hook.js";
import { startHooks } from "../hooks/start-hooks.js";
import { JobStatuses } from "../jobs/job-statuses.js";
import { LiveJobs } from "../jobs/live-jobs.js";
import type { ServerLimits } from "../listen/limits.js";
import { createLog, type ProcessLog } from "../log/create-log.js";
import type { Log } from "../log/log.js";
import { Planner } from "../plans/planner.js";
import { createPoolServerAt, type PoolServer } from "../pool-server/pool-server.js";
import { followingNow } from "../reconciler/following-now.js";
import { startReconciler } from "../reconciler/start-reconciler.js";
import { Scans } from "../scans/scans.js";
import { neededParts } from "../store/needed-parts.js";
import { openStore } from "../store/open-store.js";
import { UsageRecorder } from "../usage/usage-recorder.js";
import { ServerWork } from "../work/server-work.js";
import { serverStatus } from "./server-status.js";
import { type RunningAccess, startAccess } from "./start-access.js";
import { startHealth } from "./start-health.js";
import { type RunningHttp, startHttp } from "./start-http.js";
import { checkTls, tlsOptions } from "./tls-options.js";

/** What a program may have in place of what the settings say. */
export interface ServerParts {
  /** Where the pools are. The server does not close it. What it cannot do with a store that lacks a part, the log says. */
  readonly store?: PoolStore;
  /** The hosts of the farm. Then no afserver is asked, and jobs are not known. */
  readonly farm?: FarmSource;
  /** Says who makes a request of HTTP, in place of users, sessions and tokens of the database. */
  readonly authenticate?: Authenticate;
}

export interface ServerOptions extends ServerParts {
  /** Where the settings come from; they are read again by `reload`. */
  readonly settings: ConfigInputs;
  /** Default: JSON lines on standard error, from the configured level on. */
  readonly log?: Log;
  /** Folder with the files of the page; without it there is none. */
  readonly managerFolder?: string;
  /** Is told, once, the link that creates the first admin, when it is known that there is none. */
  readonly onWelcome?: (url: string) => void;
}

/** What a server is made of, before it listens. */
export interface ComposedServer {
  readonly config: Config;
  readonly limits: ServerLimits;
  readonly log: Log;
  readonly store: PoolStore;
  readonly live: LivePools;
  readonly settings: ServerSettings;
  readonly access: RunningAccess;
  readonly poolServer: PoolServer;
  readonly http: RunningHttp;
  readonly file: FileFarm | undefined;
  /** Reads the file of webhooks again; one that cannot be used leaves them as they were. */
  reloadHooks(): Promise<void>;
  /** Does the database say who may do what? Not where the program does, nor where the store has no accounts. */
  readonly hasAccounts: boolean;
  /** Where pages are found, once that is known. */
  url: string;
}

/** What frees the parts, in the order in which they came to be. */
export type Closers = (() => Promise<void>)[];

/** Does `start`, and frees everything that it has begun when it fails. */
export async function freedOnFailure<T>(
  start: (closers: Closers, close: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const closers: Closers = [];
  const closeAll = async () => {
    for (const closer of closers.reverse()) await closer();
  };
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= closeAll();
    return closing;
  };
  try {
    return await start(closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Puts a server together from the configuration and the parts that are given. It does not listen yet.
 *
 * @param listens will it? Until then it is not ready.
 */
export async function compose(
  {
    settings: inputs,
    log: givenLog,
    managerFolder,
    onWelcome,
    store: givenStore,
    farm: givenFarm,
    authenticate,
  }: ServerOptions,
  closers: Closers,
  { listens }: { readonly listens: boolean },
): Promise<ComposedServer> {
  const loaded = await loadConfig(inputs);
  const { config } = loaded;
  const { environment } = inputs;
  const settings = new ServerSettings(loaded, inputs, checkTls);
  const log: Log = givenLog ?? followedLog(settings);
  const tls = tlsOptions(config);
  const file = config["farm.file"] && !givenFarm ? await FileFarm.open(config["farm.file"]) : undefined;
  const warn = (problem: string) => log.warn({ problem }, "skipped a part of the CGRU configuration");
  const hookFile = config["hooks.file"];
  const hookList = async () => (hookFile === "" ? [] : readHooks(hookFile));
  const firstHooks = await hookList();
  const setting = config["afanasy.server"];
  const maxActions = config["afanasy.maxActions"];
  const found =
    file || givenFarm ? undefined : await findAfserver({ setting, environment, warn, maxActions });

  const openOwn = () => openStore(config.store, { otherWritersMs: config["store.otherWritersMs"] });
  const { health, store } = startHealth(() => givenStore ?? openOwn(), log);
  if (!givenStore) closers.push(() => store.close());
  closers.push(async () => health.close());
  const parts = neededParts(store, log);
  const live = new LivePools(store);
  closers.push(() => live.close());
  const memory = found && new HostMemory({ store: store.facts, mostFlips: config["farm.flipsPerHour"], log });
  if (memory) closers.push(() => memory.close());
  const afserver = found && new LiveAfserver(found, log, systemClock, memory);
  if (afserver) closers.push(() => afserver.close());
  const farm = givenFarm ?? file ?? afserver;
  const setDialect = () => {
    const dialect = settings.current["masks.dialect"];
    return dialect === "auto" ? afserver?.dialect : dialect;
  };
  const dialect = () => setDialect() ?? "3.4";
  const enforcement = config["jobs.enforcement"];
  const limits = limitsOf(config);
  const statuses = afserver && new JobStatuses({ live, afserver, enforcement, dialect: setDialect });
  const reconciler =
    afserver && statuses && startReconciler({ config, log, leases: parts.leases, live, afserver, statuses });
  if (reconciler) closers.push(() => reconciler.close());
  const jobSettings = {
    enforcement,
    keepsProperties: reconciler !== undefined,
    maxExpression: () => settings.current["limits.expression"],
    ...(afserver && {
      release: () => afserver.release,
      nativePools: () => afserver.nativePools.map(({ name }) => name),
      userMaskType: (user: string | undefined) => afserver.userMaskType(user),
    }),
  };
  const work = new ServerWork();
  closers.push(async () => work.close());
  const planner = new Planner({ live, farm, dialect, jobs: jobSettings, work: work.plans });
  const isDue = parsePoolDuty(config["jobs.mustBeOnPool"]);
  const jobs =
    afserver && statuses && new LiveJobs({ live, afserver, statuses, settings: jobSettings, work, isDue });
  const pools = new PoolService(store, {
    knownPools: () => live.current.pools,
    currentPools: async () => {
      await live.refresh();
      return live.current.pools;
    },
    caps: () => poolCaps(settings.current),
    farm: () => farm?.current(),
  });
  const recorder = afserver && new UsageRecorder({ live, afserver, store: store.usage, log });
  if (recorder) closers.push(() => recorder.close());
  const startedAt = new Date();
  const following = () => followingNow({ reconciler, hasAfserver: afserver !== undefined, startedAt });
  const hooks = startHooks({ hooks: firstHooks, store, leases: parts.leases, live, statuses, log });
  closers.push(() => hooks.close());
  const instance = randomUUID();
  const status = () =>
    serverStatus({
      following: following(),
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
  const access = startAccess({
    store: parts,
    live,
    settings,
    log,
    onWelcome: (path) => {
      // The link is a credential: it is for whoever starts the server, and not for the log.
      const { url } = composed;
      log.info(
        { welcome: `${url}${pagePaths.welcome}` },
        "no admin yet: open the link to create the first one",
      );
      onWelcome?.(`${url}${path}`);
    },
  });
  closers.push(() => access.close());
  const poolServer: PoolServer = createPoolServerAt(work, {
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
    authenticate,
    answers: parts.answers,
    environment,
    farm,
    afserver,
    jobs,
    live,
    log,
    managerFolder,
    planner,
    work,
    pools,
    scans: new Scans({ farm }),
    hooks,
    usage: store.usage,
    usageNow: async () => recorder?.now(),
    settings,
    status,
    health: () => {
      const { ready: isServing, details } = poolServer.health();
      const needsJobs = config["server.readyNeeds"] === "pools-and-jobs";
      const isFollowed = !needsJobs || following().state !== "stopped";
      const ready = isFollowed && (listens ? isServing : live.current.version > 0);
      const jobs = { following: following(), ...(reconciler && { reconciler: reconciler.status() }) };
      const told = hookFile === "" ? {} : { hooks: hooks.status() };
      return { ready, details: { ...details, ...health.details(), ...jobs, ...told } };
    },
    certificates: () => poolServer.certificates(),
    loopDelayMs: () => health.loop.delayMs,
    keptHosts: () => memory?.keptHosts ?? 0,
    protocolConnections: () => Number(poolServer.health().details.connections),
  });
  const composed: ComposedServer = {
    config,
    limits,
    log,
    store,
    live,
    settings,
    access,
    poolServer,
    http,
    file,
    reloadHooks: async () => hooks.replace(await hookList()),
    hasAccounts: authenticate === undefined && store.accounts !== undefined,
    url: "",
  };
  return composed;
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
