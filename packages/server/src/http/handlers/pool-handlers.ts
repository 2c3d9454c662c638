import type { RouteResult } from "@afpools/api";
import {
  findPool,
  inTurns,
  isOnline,
  membershipsInSteps,
  type PoolWrite,
  poolNotFoundError,
  type WriteOptions,
} from "@afpools/core";
import { authorOf } from "../../access/principal.js";
import type { AuditTrail } from "../../audit/audit-trail.js";
import { showPool } from "../../plans/show-pool.js";
import type { ApiParts } from "../api-parts.js";
import type { Call, Handlers } from "../handler.js";
import { ListCache } from "../list-cache.js";
import { pageOf } from "../list-page.js";
import { historyPage } from "./history-page.js";
import { readNow } from "./read-now.js";

const defaultLimit = 50;

type PoolOperations =
  | "listPools"
  | "getPool"
  | "createPool"
  | "updatePool"
  | "deletePool"
  | "listHistory"
  | "undoChange";

/** Pools are read from the snapshot and written by the pool service. */
export function poolHandlers({ live, pools, farm, jobs, settings }: ApiParts): Handlers<PoolOperations> {
  const lists = new ListCache<RouteResult<"listPools">>();
  /** What a write did. Whoever reads next sees it; when the database went away meanwhile, the watch tells. */
  const told = async (
    write: Promise<PoolWrite>,
    { dryRun = false }: { readonly dryRun?: boolean },
    audit: AuditTrail,
  ): Promise<RouteResult<"createPool">> => {
    if (dryRun) audit.nothing();
    const done = await write;
    audit.about(done.pool?.name ?? done.change?.poolName ?? null, { change: done.change?.id ?? null });
    if (!dryRun) await live.refresh().catch(() => undefined);
    const { pool, change, already, absent } = done;
    const touched = dryRun ? (jobs?.touched([done]) ?? null) : null;
    return { pool: pool && showPool(pool), change, already, absent, jobs: touched };
  };
  const optionsOf = ({ query, ifRevision }: Call<"updatePool"> | Call<"deletePool">): WriteOptions => ({
    ...query,
    ...(ifRevision !== undefined && { ifRevision }),
  });

  return {
    listPools: ({ query }) => {
      const { age, snapshot } = readNow(live);
      const most = settings.current["limits.listing"];
      return lists.get([age, snapshot.pools, most], query, () => {
        const { entries, next } = pageOf(snapshot.pools, ({ id }) => id, query, most);
        return { age, pools: entries.map(showPool), next };
      });
    },
    getPool: async ({ params }) => {
      const { age, snapshot } = readNow(live);
      const pool = findPool(snapshot.pools, params.pool);
      if (!pool) throw poolNotFoundError(params.pool);
      const membersOf = membershipsInSteps(snapshot.pools, farm?.current());
      const members = (await inTurns(membersOf(pool))).map(({ name, renders, why }) => ({
        name,
        online: isOnline(renders),
        ...why,
      }));
      return { age, pool: showPool(pool), members };
    },
    createPool: ({ body, query, principal, address, audit }) => {
      audit.about(body.name);
      return told(pools.create(body, authorOf(principal, address), query), query, audit);
    },
    updatePool: (call) => {
      const { params, body, query, principal, address, audit } = call;
      audit.about(params.pool);
      return told(
        pools.update(params.pool, body, authorOf(principal, address), optionsOf(call)),
        query,
        audit,
      );
    },
    deletePool: (call) => {
      const { params, query, principal, address, audit } = call;
      audit.about(params.pool);
      return told(pools.delete(params.pool, authorOf(principal, address), optionsOf(call)), query, audit);
    },
    listHistory: async ({ query: { limit = defaultLimit, ...query } }) => {
      return historyPage((page) => pools.history({ ...query, ...page }), limit);
    },
    undoChange: ({ params, query, principal, address, audit }) => {
      audit.about(params.change);
      return told(pools.undo(params.change, authorOf(principal, address), query), query, audit);
    },
  };
}
