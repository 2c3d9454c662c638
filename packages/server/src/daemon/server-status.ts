import type { Status } from "@afpools/api";
import { type FarmSource, formatEndpoint, type LivePools } from "@afpools/core";
import manifest from "../../package.json" with { type: "json" };
import type { LiveAfserver } from "../afserver/live-afserver.js";
import type { Planner } from "../plans/planner.js";
import type { PoolServer } from "../pool-server/pool-server.js";
import type { RunningReconciler } from "../reconciler/start-reconciler.js";

export interface StatusParts {
  readonly instance: string;
  readonly startedAt: Date;
  readonly storeLocation: string;
  readonly live: LivePools;
  readonly farm: FarmSource | undefined;
  readonly afserver: LiveAfserver | undefined;
  readonly planner: Planner;
  readonly reconciler: RunningReconciler | undefined;
  readonly poolServer: Pick<PoolServer, "address">;
  readonly protocol: Status["protocol"];
}

/** What the server is, and what it works with. */
export function serverStatus(parts: StatusParts): Status {
  const { instance, startedAt, live, farm, afserver, planner, reconciler, poolServer, protocol } = parts;
  const { pools, version, away } = live.current;
  const hosts = farm?.current()?.hosts;
  return {
    version: manifest.version,
    instance,
    startedAt: startedAt.toISOString(),
    pools: pools.length,
    store: {
      kind: kindOf(parts.storeLocation),
      location: parts.storeLocation,
      known: version > 0,
      away: away ? { since: away.since.toISOString(), reason: away.error.message } : null,
    },
    afserver: {
      state: afserver?.status.kind ?? "none",
      address: afserver ? formatEndpoint(afserver.afserver.address) : null,
      reason: afserver?.status.kind === "away" ? afserver.status.error.message : null,
    },
    farm: {
      known: hosts !== undefined,
      hosts: hosts?.length ?? 0,
      online: hosts?.filter(({ online }) => online).length ?? 0,
    },
    jobs: {
      dialect: planner.dialect,
      enforcement: planner.jobs.enforcement,
      keepsProperties: planner.jobs.keepsProperties,
    },
    protocol: { ...protocol, port: poolServer.address()?.port ?? protocol.port },
    reconciler: reconciler ? reconcilerStatus(reconciler) : null,
  };
}

function reconcilerStatus(reconciler: RunningReconciler): Status["reconciler"] {
  const { following, ...counts } = reconciler.status();
  return { following: { ...following, since: following.since.toISOString() }, ...counts };
}

function kindOf(location: string): Status["store"]["kind"] {
  const [scheme] = location.split(":");
  if (scheme === "sqlite" || scheme === "memory") return scheme;
  return scheme?.startsWith("mongodb") ? "mongodb" : "other";
}
