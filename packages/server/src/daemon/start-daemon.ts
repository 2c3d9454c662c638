import type { AddressInfo } from "node:net";
import { watchCertificates } from "../certificates/watch-certificates.js";
import { graceMs } from "../listen/limits.js";
import { type Closers, type ComposedServer, compose, freedOnFailure, type ServerOptions } from "./compose.js";
import { pageUrl } from "./page-url.js";

export type DaemonOptions = ServerOptions;

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
export function startDaemon(options: DaemonOptions): Promise<Daemon> {
  return freedOnFailure(async (closers, close) =>
    listen(await compose(options, closers, { listens: true }), closers, close),
  );
}

async function listen(
  composed: ComposedServer,
  closers: Closers,
  close: () => Promise<void>,
): Promise<Daemon> {
  const { limits, log, store, settings, access, poolServer, http, file } = composed;
  // HTTP starts first and ends last, so that its health pages show that the server starts or stops. They share the time to stop.
  closers.push(async () => {
    log.info({}, "stopping");
    const startedAt = performance.now();
    await poolServer.close();
    await http.close(Math.max(graceMs, limits.drainMs - (performance.now() - startedAt)));
  });
  const httpAddress = await http.listen();
  const address = await poolServer.listen();
  const isSecure = composed.config["tls.mode"] !== "off";
  const url = pageUrl({ host: httpAddress.address, port: httpAddress.port, isSecure });
  composed.url = url;
  log.info({ address, httpAddress, store: store.location }, "listening");
  const certificates = watchCertificates(() => poolServer.certificates(), log);
  closers.push(async () => certificates.close());
  if (composed.hasAccounts) await access.firstAdmin.start();
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
        composed.reloadHooks(),
      ]);
      const failures = results.filter((result) => result.status === "rejected");
      for (const { reason } of failures) log.error({ error: String(reason) }, "reload failed");
      if (failures.length === 0) log.info({}, "reloaded");
      certificates.look();
    },
    close,
  };
}
