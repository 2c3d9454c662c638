import type { AddressInfo } from "node:net";
import type { SecureContextOptions } from "node:tls";
import type { AfanasyHost } from "@afpools/afanasy";
import {
  AfpoolsError,
  type ErrorCode,
  type FarmSource,
  LivePools,
  type MaskDialect,
  PoolService,
  type PoolStore,
  snapshotAge,
} from "@afpools/core";
import {
  type CommandName,
  type CommandRequest,
  commands,
  encodeError,
  type LegacyForm,
} from "@afpools/protocol";
import { type Certificate, daysLeft } from "../certificates/certificate.js";
import type { Health } from "../http/health.js";
import { Admission } from "../listen/admission.js";
import { ConnectionListener } from "../listen/connection-listener.js";
import { Deadlines } from "../listen/deadlines.js";
import { FairScheduler } from "../listen/fair-scheduler.js";
import { defaultLimits, graceMs, lingerMs, type ServerLimits } from "../listen/limits.js";
import type { Peer } from "../listen/peer.js";
import { readTlsFiles, type TlsOptions } from "../listen/tls-files.js";
import { TrustedProxies } from "../listen/trusted-proxies.js";
import { UnreadBytes } from "../listen/unread-bytes.js";
import type { Log } from "../log/log.js";
import { type JobSettings, Planner } from "../plans/planner.js";
import { fail, traced } from "../tracing/traced.js";
import { tracedCommand } from "../tracing/traced-request.js";
import { ServerWork } from "../work/server-work.js";
import type { Answer } from "./answer.js";
import { Connection } from "./connection.js";
import type { ConnectionHost } from "./connection-host.js";
import { LegacyUsage } from "./legacy-usage.js";
import { Responder } from "./responder.js";
import { SnapshotAnswers } from "./snapshot-answers.js";
import { assertWritable, type WritePolicy } from "./write-policy.js";

export interface PoolServerOptions {
  /** Where pools are kept. The server does not close it. */
  readonly store: PoolStore;
  /** The store's pools kept live, where others follow them too; then the server does not close them. */
  readonly live?: LivePools;
  /** The hosts of the farm; without it names are given as typed, and rules match nothing. */
  readonly farm?: FarmSource;
  /** The farm's hosts with what they do, where that is known. Default: those of `farm`. */
  readonly hosts?: () => readonly AfanasyHost[] | undefined;
  /** Address to listen on. Default `127.0.0.1`. */
  readonly host?: string;
  /** Port to listen on, 0 for any free one. Default 9999. */
  readonly port?: number;
  /** Default off. */
  readonly tls?: TlsOptions;
  /** Who may change pools over the pool protocol. Default `off`. */
  readonly writes?: WritePolicy;
  /** The dialect of masks for clients that leave it to the server. Default: always `3.4`. */
  readonly dialect?: () => MaskDialect;
  /** How jobs are kept on pools. Default: by masks. */
  readonly jobs?: JobSettings;
  /**
   * Proxies and balancers whose connections begin with a header of the PROXY protocol (version 1 or 2), which says the address of
   * the client: addresses, and networks such as `10.1.0.0/16`. Default: none.
   */
  readonly trustedProxies?: readonly string[];
  /** The service that writes go through, where others write by it too. */
  readonly pools?: PoolService;
  /** What clients of 2019 are told of a pool. Default `compact`: its name and its hosts' names. */
  readonly legacyForm?: LegacyForm;
  /** Those that are absent are {@link defaultLimits}. */
  readonly limits?: Partial<ServerLimits>;
  readonly log?: Log;
  readonly observer?: ProtocolObserver;
}

/** Is told what the server does, to count it. */
export interface ProtocolObserver {
  /** A request of this command was answered: `ok`, or the code of the error. What is no request is `invalid`. */
  answered(command: CommandName | "legacy" | "invalid", result: "ok" | ErrorCode): void;
  /** A request to change pools was answered. `error`: why nothing was changed. */
  wrote?(request: CommandRequest, peer: Peer, error: AfpoolsError | undefined): void;
  /** The answer to a client of 2019 was longer than one TCP segment over Ethernet: the client reads only its beginning. */
  legacyCut?(): void;
  /** A connection was not taken in, or was ended, for this reason. */
  refused(code: ErrorCode): void;
}

/** Answers the pool protocol from a snapshot of the store that is kept current. */
export interface PoolServer {
  /**
   * Reads the pools and starts to listen. A database that is away delays it by the few seconds that a store takes to
   * say so; requests are refused (`STORE_UNAVAILABLE`) until it was read.
   *
   * @throws AfpoolsError `INVALID_CONFIG` when the port cannot be had, or the TLS files cannot be used; `SERVER_CLOSING` after
   * `close`.
   */
  listen(): Promise<AddressInfo>;
  /** Where it listens; nothing before and after. */
  address(): AddressInfo | undefined;
  /** Whether pools can be served, and how fresh they are. */
  health(): Health;
  /** The certificates that TLS is done with, the server's own first; none where it is off or not listened yet. */
  certificates(): readonly Certificate[];
  /**
   * Reads the TLS files again. Connections that are open keep the server's certificate; where `clientCa` holds other authorities, they are
   * ended, since their clients may not be accepted any more.
   */
  reloadTls(): Promise<void>;
  /** Stops to accept, finishes what was begun, and cuts what is not done within `limits.drainMs`. */
  close(): Promise<void>;
}

function newAuthorities(): AfpoolsError {
  return new AfpoolsError(
    "CERTIFICATE_REQUIRED",
    "The CA of client certificates (tls.clientCa) was replaced. Connect again with a certificate that the new one signed.",
  );
}

/** What connections are refused or ended with, and no request is answered with. */
const ofConnections: ReadonlySet<ErrorCode> = new Set([
  "TOO_MANY_CONNECTIONS",
  "TLS_REQUIRED",
  "CERTIFICATE_REQUIRED",
  "TIMEOUT",
]);

/** Answers as the responder does, in a span, and tells. */
function observed(responder: Responder, observer: ProtocolObserver | undefined): Responder["answer"] {
  return (decoded, peer, asker) => {
    const command =
      decoded.kind === "v2" ? decoded.command : decoded.kind === "legacy" ? "legacy" : "invalid";
    return traced(tracedCommand(command), (span) => {
      const tell = (answer: Answer): Answer => {
        const { error } = answer;
        const result = error?.code ?? "ok";
        span.setAttribute("rpc.response.status_code", result);
        if (error?.kind === "internal" || error?.kind === "unavailable") fail(span, error);
        observer?.answered(command, result);
        if (decoded.kind === "v2" && commands[decoded.command].access === "write") {
          observer?.wrote?.(decoded, peer, error);
        }
        return answer;
      };
      const answer = responder.answer(decoded, peer, asker);
      return answer instanceof Promise ? answer.then(tell) : tell(answer);
    });
  };
}

/** @throws AfpoolsError `INVALID_CONFIG` where `writes` is no policy, or asks for a `clientCa` that `tls` does not name */
export function createPoolServer(options: PoolServerOptions): PoolServer {
  return new TcpPoolServer(options);
}

/** The same, whose work shares its limits with that of others. The server does not close it. */
export function createPoolServerAt(work: ServerWork, options: PoolServerOptions): PoolServer {
  return new TcpPoolServer(options, work);
}

class TcpPoolServer implements PoolServer {
  readonly #options: PoolServerOptions;
  readonly #limits: ServerLimits;
  readonly #live: LivePools;
  /** Of this server alone. */
  readonly #ownWork: ServerWork | undefined;
  readonly #host: ConnectionHost<Connection>;
  readonly #listener: ConnectionListener<Connection>;
  #certificates: readonly Certificate[] = [];
  /** Those by which clients must have a certificate, PEM. */
  #authorities: SecureContextOptions["ca"];
  /** Resolves when the store has told its pools, or that it is away; or when the server is closed. */
  readonly #told: Promise<void>;
  #hear: () => void = () => undefined;
  #closing: Promise<void> | undefined;

  constructor(options: PoolServerOptions, sharedWork?: ServerWork) {
    const work = sharedWork ?? new ServerWork();
    this.#ownWork = sharedWork ? undefined : work;
    const {
      store,
      farm,
      tls = { mode: "off" },
      writes = "off",
      dialect = () => "3.4",
      jobs = { enforcement: "mask", keepsProperties: false },
      legacyForm = "compact",
      limits,
      log,
      observer,
      trustedProxies = [],
    } = options;
    assertWritable(writes, tls);
    this.#options = options;
    this.#limits = { ...defaultLimits, ...limits };
    this.#live = options.live ?? new LivePools(store);
    const responder = new Responder({
      live: this.#live,
      answers: new SnapshotAnswers({ live: this.#live, farm, legacyForm }),
      legacyUsage: new LegacyUsage(),
      onLegacyCut: () => observer?.legacyCut?.(),
      pools: options.pools ?? new PoolService(store, { farm: () => farm?.current() }),
      writes,
      planner: new Planner({ live: this.#live, farm, dialect, jobs, work: work.plans }),
      work,
      hosts: () => options.hosts?.() ?? farm?.current()?.hosts,
    });
    const { requestMs: request, idleMs: idle, answerMs: answer } = this.#limits;
    const times = { request, idle, answer, grace: graceMs, linger: lingerMs };
    this.#host = {
      limits: this.#limits,
      admission: new Admission(this.#limits),
      deadlines: new Deadlines(times),
      unread: new UnreadBytes(this.#limits.unreadBytes),
      scheduler: new FairScheduler(),
      answer: observed(responder, observer),
      onError: (error, peer) => this.#logRefusal(error, peer),
    };
    this.#listener = new ConnectionListener({
      limits: this.#limits,
      ...(trustedProxies.length > 0 && {
        proxies: { trusted: new TrustedProxies(trustedProxies), header: "required" as const },
      }),
      connect: (socket, peer) => new Connection(socket, peer, this.#host),
      rejection: (error) => encodeError(null, error),
      onRefused: (error, peer) => this.#logRefusal(error, peer),
      onCut: (connections) =>
        log?.warn({ connections }, "closed the remaining connections at the shutdown timeout"),
    });
    this.#told = new Promise((resolve) => {
      this.#hear = resolve;
    });
    this.#live.subscribe(({ pools, version, away }) => {
      if (away) log?.warn({ since: away.since, error: away.error.message }, "the database is unavailable");
      else log?.info({ pools: pools.length, version }, "pools read");
      this.#hear();
    });
  }

  async listen(): Promise<AddressInfo> {
    const { tls = { mode: "off" }, host = "127.0.0.1", port = 9999, log } = this.#options;
    const material = tls.mode === "off" ? undefined : await readTlsFiles(tls);
    this.#certificates = material?.certificates ?? [];
    this.#authorities = material?.context.ca;
    const { version, away } = this.#live.current;
    if (version === 0 && !away) await this.#told;
    if (this.#closing !== undefined) throw new AfpoolsError("SERVER_CLOSING", "The Pool Server was closed.");
    return this.#listener.listen(
      {
        name: "The Pool Server",
        host,
        port,
        settings: "server.host and server.port",
        onError: (error) => log?.error({ error: error.message }, "failed to accept a connection"),
      },
      tls.mode !== "off" && material ? { mode: tls.mode, context: material.context } : undefined,
    );
  }

  address(): AddressInfo | undefined {
    return this.#listener.address;
  }

  health(): Health {
    const { pools, version, away } = this.#live.current;
    return {
      ready: version > 0 && this.#listener.address !== undefined,
      details: {
        pools: pools.length,
        age: snapshotAge(this.#live.current, new Date()),
        away: away?.error.message ?? null,
        connections: this.#host.admission.size,
        ...(this.#certificates.length > 0 && { certificateDays: this.#certificateDays() }),
      },
    };
  }

  certificates(): readonly Certificate[] {
    return this.#certificates;
  }

  async reloadTls(): Promise<void> {
    const { tls } = this.#options;
    if (!tls || tls.mode === "off") return;
    const { context, certificates } = await readTlsFiles(tls);
    this.#listener.setTlsContext(context);
    this.#certificates = certificates;
    const before = this.#authorities;
    this.#authorities = context.ca;
    if (String(before) !== String(context.ca)) this.#listener.evictAll(newAuthorities());
  }

  close(): Promise<void> {
    this.#closing ??= this.#drain();
    return this.#closing;
  }

  /** Days until the first certificate is valid no more. */
  #certificateDays(): number {
    const now = new Date();
    return Math.min(...this.#certificates.map((certificate) => daysLeft(certificate, now)));
  }

  async #drain(): Promise<void> {
    this.#hear();
    await this.#listener.close();
    this.#ownWork?.close();
    this.#host.deadlines.close();
    if (!this.#options.live) await this.#live.close();
  }

  #logRefusal(error: AfpoolsError, { address }: Peer): void {
    if (ofConnections.has(error.code)) this.#options.observer?.refused(error.code);
    const level = error.kind === "internal" ? "error" : "debug";
    const cause = error.cause instanceof Error ? error.cause.stack : undefined;
    this.#options.log?.[level](
      { address, code: error.code, error: error.message, ...(cause && { cause }) },
      "refused",
    );
  }
}
