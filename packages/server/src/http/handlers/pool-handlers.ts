import type { RouteResult } from "@afpools/api";
import {
  type Farm,
  findPool,
  isHoldOver,
  type Pool,
  type PoolWrite,
  poolNotFoundError,
  type WriteOptions,
} from "@afpools/core";
import { isOnline, membershipsInSteps, Pace, type Steps, unlimitedBudget } from "@afpools/core/internal";
import { authorOf } from "../../access/principal.js";
import type { AuditTrail } from "../../audit/audit-trail.js";
import { readNow } from "../../plans/pools-now.js";
import { showPool } from "../../plans/show-pool.js";
import type { Asker } from "../../work/asker.js";
import type { ApiParts } from "../api-parts.js";
import type { Call, Handlers } from "../handler.js";
import { ListCache } from "../list-cache.js";
import { pageOf } from "../list-page.js";
import { historyPage } from "./history-page.js";

const defaultLimit = 50;

type PoolOperations =
  | "listPools"
  | "getPool"
  | "createPool"
  | "updatePool"
  | "deletePool"
  | "changePools"
  | "listHistory"
  | "undoChange";

/** The members of one of `pools`, as the API tells them. */
function* membersOf(
  pool: Pool,
  pools: readonly Pool[],
  current: Farm | undefined,
): Steps<RouteResult<"getPool">["members"]> {
  const pace = new Pace(unlimitedBudget());
  const members: RouteResult<"getPool">["members"][number][] = [];
  for (const { name, renders, why } of yield* membershipsInSteps(pools, current)(pool)) {
    if (pace.isDue()) yield;
    members.push({ name, online: isOnline(renders), ...why });
  }
  return members;
}

/** Pools are read from the snapshot and written by the pool service. */
export function poolHandlers({
  live,
  pools,
  farm,
  jobs,
  settings,
  work,
}: ApiParts): Handlers<PoolOperations> {
  const lists = new ListCache<RouteResult<"listPools">>();
  const everything = new ListCache<RouteResult<"listPools">>();
  /** The jobs that writes would touch. Whoever reads next sees what was written; when the database went away, the watch tells. */
  const touched = async (
    writes: readonly PoolWrite[],
    { dryRun = false }: DryRun,
    asker: Asker,
  ): Promise<RouteResult<"createPool">["jobs"]> => {
    if (dryRun) return jobs?.touched(writes, asker) ?? null;
    await live.refresh().catch(() => undefined);
    return null;
  };
  const told = async (
    write: Promise<PoolWrite>,
    { query, audit, asker }: { readonly query: DryRun; readonly audit: AuditTrail; readonly asker: Asker },
  ): Promise<RouteResult<"createPool">> => {
    if (query.dryRun) audit.nothing();
    const done = await write;
    recordWrite(audit, done);
    return { ...showWrite(done), jobs: await touched([done], query, asker) };
  };
  const optionsOf = ({ query, ifRevision }: Call<"updatePool"> | Call<"deletePool">): WriteOptions => ({
    ...query,
    ...(ifRevision !== undefined && { ifRevision }),
  });

  return {
    listPools: ({ query }) => {
      const { age, snapshot } = readNow(live);
      const most = settings.current["limits.listing"];
      const kept = query.all ? everything : lists;
      return kept.get([age, snapshot.pools, most], query, () => {
        const now = Date.now();
        const listed = query.all ? snapshot.pools : snapshot.pools.filter((pool) => !isHoldOver(pool, now));
        const { entries, next } = pageOf(listed, ({ id }) => id, query, most);
        return { age, pools: entries.map(showPool), next };
      });
    },
    getPool: async ({ params, asker }) => {
      const { age, snapshot } = readNow(live);
      const pool = findPool(snapshot.pools, params.pool);
      if (!pool) throw poolNotFoundError(params.pool);
      const members = await work.plans.steps(() => membersOf(pool, snapshot.pools, farm?.current()), asker);
      return { age, pool: showPool(pool), members };
    },
    createPool: (call) => {
      const { body, query, principal, address, audit } = call;
      audit.about(body.name);
      return told(pools.create(body, authorOf(principal, address), query), call);
    },
    updatePool: (call) => {
      const { params, body, principal, address, audit } = call;
      audit.about(params.pool);
      return told(pools.update(params.pool, body, authorOf(principal, address), optionsOf(call)), call);
    },
    deletePool: (call) => {
      const { params, principal, address, audit } = call;
      audit.about(params.pool);
      return told(pools.delete(params.pool, authorOf(principal, address), optionsOf(call)), call);
    },
    listHistory: async ({ query: { limit = defaultLimit, before, pool, ...filter } }) => {
      let wanted = pool;
      const read = async (page: { readonly limit: number; readonly before?: string }) => {
        const found = await pools.history({ ...(wanted !== undefined && { pool: wanted }), ...page });
        // Finding a deleted pool by its name takes a look at all names.
        if (pool !== undefined) wanted = found[0]?.poolId ?? wanted;
        return found;
      };
      return historyPage(read, { limit, ...(before !== undefined && { before }), filter });
    },
    changePools: async ({ body, query, principal, address, audit, asker }) => {
      if (query.dryRun) audit.nothing();
      const names = body.writes
        .map((order) => (order.kind === "create" ? order.draft.name : order.pool))
        .join(", ")
        .slice(0, mostAudited);
      audit.about(names);
      const writes = await pools.batch(body.writes, authorOf(principal, address), query);
      const [first] = writes.flatMap(({ change }) => change ?? []);
      audit.about(names, { change: first?.batch ?? first?.id ?? null });
      return { writes: writes.map(showWrite), jobs: await touched(writes, query, asker) };
    },
    undoChange: async ({ params, query, principal, address, audit, asker }) => {
      audit.about(params.change);
      if (query.dryRun) audit.nothing();
      const done = await pools.undo(params.change, authorOf(principal, address), query);
      recordWrite(audit, done);
      const others = done.others.map(showWrite);
      return { ...showWrite(done), others, jobs: await touched([done, ...done.others], query, asker) };
    },
  };
}

interface DryRun {
  readonly dryRun?: boolean;
}

/** How much of the names of a batch's pools is recorded. */
const mostAudited = 200;

function recordWrite(audit: AuditTrail, { pool, change }: PoolWrite): void {
  audit.about(pool?.name ?? change?.poolName ?? null, { change: change?.id ?? null });
}

function showWrite({ pool, change, already, absent }: PoolWrite) {
  return { pool: pool && showPool(pool), change, already, absent };
}
