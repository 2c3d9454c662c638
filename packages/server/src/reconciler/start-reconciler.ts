import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { LeaseKeeper, type LeaseStore, type LivePools } from "@afpools/core";
import type { LiveAfserver } from "../afserver/live-afserver.js";
import type { Config } from "../config/settings.js";
import type { JobStatuses } from "../jobs/job-statuses.js";
import type { Log } from "../log/log.js";
import { Reconciler, type ReconcilerStatus } from "./reconciler.js";

export interface ReconcilerParts {
  readonly config: Pick<Config, "jobs.enforcement" | "jobs.follow">;
  readonly log: Log;
  readonly leases: LeaseStore;
  readonly live: LivePools;
  readonly afserver: LiveAfserver;
  readonly statuses: JobStatuses;
}

export interface RunningReconciler {
  status(): ReconcilerStatus;
  close(): Promise<void>;
}

/** The name of the lease that the server which keeps jobs on their pools has. */
export const reconcilerLease = "reconciler";

/** Starts to keep jobs on their pools, in turn with other servers on the same database; nothing where it is switched off. */
export function startReconciler(parts: ReconcilerParts): RunningReconciler | undefined {
  const { config, log, leases, live, afserver, statuses } = parts;
  if (config["jobs.follow"] === "off") return undefined;
  const enforcement = config["jobs.enforcement"];
  const lease = new LeaseKeeper({
    leases,
    name: reconcilerLease,
    holder: `${hostname()}:${process.pid}:${randomUUID()}`,
  });
  const reconciler = new Reconciler({ live, afserver, statuses, lease, enforcement, log });
  return {
    status: () => reconciler.status,
    close: async () => {
      await reconciler.close();
      await lease.close();
    },
  };
}
