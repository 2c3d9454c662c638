import type { WatchStatus } from "@afpools/afanasy";
import type { Status } from "@afpools/api";
import type { FarmSource, LivePools } from "@afpools/core";
import { formatEndpoint } from "@afpools/core/internal";
import manifest from "../../package.json" with { type: "json" };
import type { LiveAfserver } from "../afserver/live-afserver.js";
import type { Planner } from "../plans/planner.js";
import type { PoolServer } from "../pool-server/pool-server.js";
import type { FollowingStatus } from "../reconciler/reconciler.js";
import type { RunningReconciler } from "../reconciler/start-reconciler.js";
import type { RunningHealth } from "./start-health.js";

export interface StatusParts {
  readonly instance: string;
  readonly startedAt: Date;
  readonly storeLocation: string;
  readonly live: LivePools;
  readonly farm: FarmSource | undefined;
  readonly afserver: LiveAfserver | undefined;
  readonly planner: Planner;
  readonly reconciler: RunningReconciler | undefined;
  readonly health: Pick<RunningHealth, "writes" | "loop">;
  readonly following: FollowingStatus;
  readonly poolServer: Pick<PoolServer, "address">;
  readonly protocol: Status["protocol"];
}

/** What the server is, and what it works with. */
export function serverStatus(parts: StatusParts): Status {
  const { instance, startedAt, live, farm, afserver, planner, reconciler, poolServer, protocol } = parts;
  const { failure } = parts.health.writes;
  const { hold } = parts.health.loop;
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
      writesFail: failure ? { since: failure.since.toISOString(), reason: failure.error.message } : null,
    },
    held: hold ? { at: hold.at.toISOString(), ms: hold.ms } : null,
    afserver: afserverStatus(afserver),
    farm: {
      known: hosts !== undefined,
      hosts: hosts?.length ?? 0,
      online: hosts?.filter(({ online }) => online).length ?? 0,
    },
    jobs: {
      dialect: planner.dialect,
      enforcement: planner.jobs.enforcement,
      keepsProperties: planner.jobs.keepsProperties,
      following: followingStatus(parts.following),
    },
    protocol: { ...protocol, port: poolServer.address()?.port ?? protocol.port },
    reconciler: reconciler ? reconcilerStatus(reconciler) : null,
  };
}

function reconcilerStatus(reconciler: RunningReconciler): Status["reconciler"] {
  const { following, ...counts } = reconciler.status();
  return { following: followingStatus(following), ...counts };
}

function followingStatus(following: FollowingStatus) {
  return { ...following, since: following.since.toISOString() };
}

/** As many entries that cannot be read as are named. */
const maxUnreadable = 100;

function afserverStatus(afserver: LiveAfserver | undefined): Status["afserver"] {
  if (!afserver) return { state: "none", address: null, reason: null };
  const { status, release, unreadable } = afserver;
  return {
    state: status.kind,
    address: formatEndpoint(afserver.afserver.address),
    ...troubleOf(status),
    release: release?.version ?? null,
    unreadable: unreadable
      .slice(0, maxUnreadable)
      .map(({ type, id, name, reason }) => ({ type, id, name, reason })),
  };
}

/** Why an afserver is not followed by its events, and since when. */
function troubleOf(status: WatchStatus): Pick<Status["afserver"], "reason" | "since"> {
  if (status.kind === "away") return { reason: status.error.message, since: status.since.toISOString() };
  if (status.kind === "current" && status.by === "polling") {
    return { reason: status.reason, since: status.since.toISOString() };
  }
  return { reason: null, since: null };
}

function kindOf(location: string): Status["store"]["kind"] {
  const [scheme] = location.split(":");
  if (scheme === "sqlite" || scheme === "memory") return scheme;
  return scheme?.startsWith("mongodb") ? "mongodb" : "other";
}
