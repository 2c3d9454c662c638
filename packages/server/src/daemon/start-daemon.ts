import type { AddressInfo } from "node:net";
import { AfpoolsError, LivePools } from "@afpools/core";
import { findAfserver } from "../afserver/find-afserver.js";
import { LiveAfserver } from "../afserver/live-afserver.js";
import { watchCertificates } from "../certificates/watch-certificates.js";
import type { Config } from "../config/settings.js";
import { FileFarm } from "../farm/file-farm.js";
import { HealthServer } from "../health/health-server.js";
import type { Log } from "../log/log.js";
import type { ServerLimits } from "../pool-server/limits.js";
import { createPoolServer } from "../pool-server/pool-server.js";
import type { TlsOptions } from "../pool-server/tls-files.js";
import { startReconciler } from "../reconciler/start-reconciler.js";
import { openStore } from "../store/open-store.js";

/** A Pool Server at work, put together from the configuration. */
export interface Daemon {
  /** Where the pool protocol is answered. */
  readonly address: AddressInfo;
  /** Where the health pages are. */
  readonly httpAddress: AddressInfo;
  /** Where the data lies; holds no password. */
  readonly storeLocation: string;
  /** Reads the TLS files and the farm file again; what cannot be read stays as it was. */
  reload(): Promise<void>;
  /** Finishes what was begun, and frees everything. */
  close(): Promise<void>;
}

/**
 * Starts the Pool Server with its health pages over the configured store.
 *
 * @throws AfpoolsError `INVALID_CONFIG`, `INVALID_FILE`, `STORE_…`; everything is freed again then.
 */
export async function startDaemon(config: Config, log: Log, environment = process.env): Promise<Daemon> {
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
    const tls = tlsOptions(config);
    const file = config["farm.file"] ? await FileFarm.open(config["farm.file"]) : undefined;
    const afserver = file
      ? undefined
      : await findAfserver({ setting: config["afanasy.server"], environment });
    const store = openStore(config.store);
    closers.push(() => store.close());
    const live = new LivePools(store);
    closers.push(() => live.close());
    const liveAfserver = afserver && new LiveAfserver(afserver, log);
    if (liveAfserver) closers.push(() => liveAfserver.close());
    const farm = file ?? liveAfserver;
    const dialect = () =>
      config["masks.dialect"] === "auto" ? liveAfserver?.dialect : config["masks.dialect"];
    const reconciler =
      liveAfserver && startReconciler({ config, log, store, live, afserver: liveAfserver, dialect });
    if (reconciler) closers.push(() => reconciler.close());
    const server = createPoolServer({
      store,
      live,
      host: config["server.host"],
      port: config["server.port"],
      tls,
      writes: config["server.writes"],
      dialect: () => dialect() ?? "3.4",
      jobs: {
        enforcement: config["jobs.enforcement"],
        keepsProperties: reconciler !== undefined,
        ...(liveAfserver && {
          nativePools: () => liveAfserver.nativePools.map(({ name }) => name),
          userMaskType: (user) => liveAfserver.userMaskType(user),
        }),
      },
      limits: limitsOf(config),
      log,
      ...(farm && { farm }),
    });
    const health = new HealthServer({
      host: config["server.host"],
      port: config["server.httpPort"],
      health: () => {
        const { ready, details } = server.health();
        return { ready, details: { ...details, ...(reconciler && { reconciler: reconciler.status() }) } };
      },
      onError: (error) => log.error({ error: error.message }, "a connection could not be accepted"),
    });
    // The health pages come first and go last: they tell that the server starts, and that it drains.
    closers.push(() => health.close());
    closers.push(() => server.close());
    const httpAddress = await health.listen();
    const address = await server.listen();
    log.info({ address, httpAddress, store: store.location }, "listening");
    const certificates = watchCertificates(() => server.certificates(), log);
    closers.push(async () => certificates.close());
    return {
      address,
      httpAddress,
      storeLocation: store.location,
      reload: async () => {
        const results = await Promise.allSettled([server.reloadTls(), file?.reload()]);
        const failures = results.filter((result) => result.status === "rejected");
        for (const { reason } of failures) log.error({ error: String(reason) }, "not reloaded");
        if (failures.length === 0) log.info({}, "reloaded");
        certificates.look();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function tlsOptions(config: Config): TlsOptions {
  const { "tls.mode": mode, "tls.cert": cert, "tls.key": key, "tls.clientCa": clientCa } = config;
  if (mode === "off") return { mode };
  if (cert && key) return { mode, cert, key, ...(clientCa && { clientCa }) };
  throw new AfpoolsError(
    "INVALID_CONFIG",
    `tls.mode is ${mode}, so tls.cert and tls.key must name PEM files.`,
  );
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
