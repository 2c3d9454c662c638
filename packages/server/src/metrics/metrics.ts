import type { JobSummary } from "@afpools/afanasy/internal";
import { jobStatuses, type Status } from "@afpools/api";
import { signInMethods } from "@afpools/core/internal";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { AuditEvent } from "../audit/audit-event.js";
import type { Certificate } from "../certificates/certificate.js";
import type { ProtocolObserver } from "../pool-server/pool-server.js";
import { addPoolSeries, type PoolSeriesOptions } from "./pool-series.js";

export interface MetricsOptions extends PoolSeriesOptions {
  readonly status: () => Status;
  /** The unfinished jobs that are on pools. */
  readonly jobs: () => readonly JobSummary[];
  /** Those that TLS is done with. */
  readonly certificates: () => readonly Certificate[];
  /** Audit records that the database has not taken yet. */
  readonly auditWaiting: () => number;
  /** The longest that the event loop was held within the last minute, in ms. */
  readonly loopDelayMs: () => number;
  /** Requests that take long to work out: those that have a slot, and those that wait for one. */
  readonly costlyRequests: () => { readonly running: number; readonly waiting: number };
  /** How many hosts have facts that are kept as they were, since they change too often. */
  readonly keptHosts: () => number;
  readonly connections: () => { readonly protocol: number; readonly http: number; readonly events: number };
}

/** What a request of HTTP was, once it is answered. */
export interface HttpRequestDone {
  readonly method: string;
  /** The path as the routes name it, without the values in it. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

let processMetrics: Registry | undefined;

/** Those of the process are its own, however many servers run in it: they watch it for as long as it lives. */
function ofProcess(): Registry {
  if (!processMetrics) {
    processMetrics = new Registry();
    collectDefaultMetrics({ register: processMetrics });
  }
  return processMetrics;
}

/** What the server does, for Prometheus. */
export class Metrics implements ProtocolObserver {
  readonly #registry = new Registry();
  readonly #protocolRequests: Counter<"command" | "result">;
  readonly #legacyCut: Counter;
  readonly #refused: Counter<"server" | "code">;
  readonly #signIns: Counter<"with" | "result">;
  readonly #accessRefused: Counter<"action" | "code">;
  readonly #httpRequests: Counter<"method" | "route" | "status">;
  readonly #httpSeconds: Histogram<"method" | "route">;

  constructor(options: MetricsOptions) {
    const registers = [this.#registry];
    this.#protocolRequests = new Counter({
      name: "afpools_protocol_requests_total",
      help: "Requests of the pool protocol, by command and by result: ok, or the code of the error.",
      labelNames: ["command", "result"],
      registers,
    });
    this.#legacyCut = new Counter({
      name: "afpools_legacy_answers_cut_total",
      help: "Answers to clients of the 2019 tool that were longer than one TCP segment: the client reads only the beginning.",
      registers,
    });
    this.#refused = new Counter({
      name: "afpools_connections_refused_total",
      help: "Connections that were not taken in, or were ended by the server, by why.",
      labelNames: ["server", "code"],
      registers,
    });
    this.#signIns = new Counter({
      name: "afpools_sign_ins_total",
      help: "Attempts to sign in, by what with, and by result: ok, or the code of the error.",
      labelNames: ["with", "result"],
      registers,
    });
    this.#accessRefused = new Counter({
      name: "afpools_access_refused_total",
      help: "Requests that were refused for want of a right or of a valid credential, by action and by why.",
      labelNames: ["action", "code"],
      registers,
    });
    this.#httpRequests = new Counter({
      name: "afpools_http_requests_total",
      help: "Requests of HTTP, by route and status.",
      labelNames: ["method", "route", "status"],
      registers,
    });
    this.#httpSeconds = new Histogram({
      name: "afpools_http_request_duration_seconds",
      help: "From a request of HTTP to its answer.",
      labelNames: ["method", "route"],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    });
    // From the start on, so that the first of them is an increase.
    for (const method of signInMethods) {
      for (const result of ["ok", "SIGN_IN_FAILED"]) this.#signIns.inc({ with: method, result }, 0);
    }
    this.#accessRefused.inc({ action: "access", code: "FORBIDDEN" }, 0);
    this.#addGauges(options);
    this.#addReconciler(options);
    addPoolSeries(this.#registry, options);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All of it in Prometheus' text format. */
  text(): Promise<string> {
    return Registry.merge([this.#registry, ofProcess()]).metrics();
  }

  answered: ProtocolObserver["answered"] = (command, result) =>
    this.#protocolRequests.inc({ command, result });

  legacyCut = (): void => this.#legacyCut.inc();

  refused: ProtocolObserver["refused"] = (code) => this.#refused.inc({ server: "protocol", code });

  httpRefused(code: string): void {
    this.#refused.inc({ server: "http", code });
  }

  httpDone({ method, route, status, seconds }: HttpRequestDone): void {
    this.#httpRequests.inc({ method, route, status });
    this.#httpSeconds.observe({ method, route }, seconds);
  }

  audited({ action, outcome, code, details }: AuditEvent): void {
    const result = code ?? "ok";
    if (action === "sign-in") this.#signIns.inc({ with: String(details.with ?? "nothing"), result });
    else if (outcome === "refused") this.#accessRefused.inc({ action, code: result });
  }

  #addGauges(options: MetricsOptions): void {
    const { status, jobs, certificates, connections, auditWaiting, loopDelayMs, keptHosts, costlyRequests } =
      options;
    this.#gauge("afpools_store_writes_failing", "1 while the database takes no writes.", () =>
      status().store.writesFail ? 1 : 0,
    );
    this.#gauge(
      "afpools_event_loop_delay_seconds",
      "The longest that a single piece of work made everybody wait within the last minute.",
      () => loopDelayMs() / 1_000,
    );
    this.#gauge(
      "afpools_costly_requests",
      "Requests that take long to work out, by whether they are worked out or wait.",
      () => ({ ...costlyRequests() }),
      "state",
    );
    this.#gauge(
      "afpools_audit_records_waiting",
      "Audit records that the database has not taken yet.",
      auditWaiting,
    );
    this.#gauge(
      "afpools_hosts_kept",
      "Hosts with facts that change too often, and count as they were.",
      keptHosts,
    );
    this.#gauge("afpools_pools", "Pools.", () => status().pools);
    this.#gauge(
      "afpools_hosts",
      "Hosts that the farm knows.",
      () => {
        const { hosts, online } = status().farm;
        return { online, offline: hosts - online };
      },
      "state",
    );
    this.#gauge(
      "afpools_jobs",
      "Unfinished jobs that are on pools, by how they stand to them.",
      () =>
        Object.fromEntries(
          jobStatuses.map((status) => [status, jobs().filter((job) => job.status === status).length]),
        ),
      "status",
    );
    this.#gauge(
      "afpools_store_away_seconds",
      "Since when the database does not answer; 0 while it does.",
      () => {
        const { away } = status().store;
        return away ? (Date.now() - Date.parse(away.since)) / 1_000 : 0;
      },
    );
    this.#gauge("afpools_afserver_away", "1 while afserver does not answer.", () =>
      status().afserver.state === "away" ? 1 : 0,
    );
    this.#gauge(
      "afpools_protocol_connections",
      "Connections of the pool protocol.",
      () => connections().protocol,
    );
    this.#gauge(
      "afpools_http_connections",
      "Connections of HTTP, WebSockets among them.",
      () => connections().http,
    );
    this.#gauge(
      "afpools_event_clients",
      "Clients that follow events by WebSocket.",
      () => connections().events,
    );
    this.#gauge(
      "afpools_certificate_expiry_timestamp_seconds",
      "When a certificate that TLS is done with expires, as Unix time.",
      () =>
        Object.fromEntries(
          certificates().map(({ subject, notAfter }) => [subject, notAfter.getTime() / 1_000]),
        ),
      "subject",
    );
    this.#gauge("afpools_build_info", "1, with the version.", () => ({ [status().version]: 1 }), "version");
  }

  #addReconciler({ status }: MetricsOptions): void {
    const followed = () => status().jobs.following;
    this.#gauge(
      "afpools_jobs_followed",
      "1 while jobs are kept on their pools, by this server or another.",
      () => (followed()?.state === "stopped" ? 0 : 1),
    );
    this.#gauge(
      "afpools_jobs_followed_since_seconds",
      "Since when jobs are kept on their pools or not, as Unix time.",
      () => Date.parse(followed()?.since ?? status().startedAt) / 1_000,
    );
    this.#gauge("afpools_reconciler_active", "1 while this server keeps jobs on their pools.", () =>
      status().reconciler?.following.state === "active" ? 1 : 0,
    );
    this.#gauge("afpools_reconciler_failing", "1 while jobs cannot be kept on their pools.", () =>
      status().reconciler?.following.state === "stopped" ? 1 : 0,
    );
    new Counter({
      name: "afpools_reconciler_corrections_total",
      help: "What was corrected so that jobs follow their pools, by what: job, render; task: restarted elsewhere.",
      labelNames: ["what"],
      registers: [this.#registry],
      collect() {
        const { reconciler } = status();
        this.reset();
        this.inc({ what: "job" }, reconciler?.jobsCorrected ?? 0);
        this.inc({ what: "render" }, reconciler?.rendersCorrected ?? 0);
        this.inc({ what: "task" }, reconciler?.tasksRestarted ?? 0);
      },
    });
  }

  /** A value that is looked up when it is asked for; several, by what the label says. */
  #gauge(
    name: string,
    help: string,
    value: () => number | Readonly<Record<string, number>>,
    label?: string,
  ): void {
    new Gauge({
      name,
      help,
      labelNames: label === undefined ? [] : [label],
      registers: [this.#registry],
      collect() {
        const now = value();
        this.reset();
        if (typeof now === "number") this.set(now);
        else for (const [of, each] of Object.entries(now)) this.set({ [label ?? ""]: of }, each);
      },
    });
  }
}
