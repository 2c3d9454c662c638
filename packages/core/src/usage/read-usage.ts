import { AfpoolsError } from "../errors.js";
import { findPool } from "../pools/find-pool.js";
import type { Pool } from "../pools/pool.js";
import { isPoolId } from "../pools/pool-id.js";
import { poolNotFoundError } from "../store/store-errors.js";
import { type UsageMeans, usageMeans } from "./usage.js";
import {
  resolutionSince,
  startOfSpan,
  type UsageResolution,
  usageResolutions,
  usageSpans,
} from "./usage-resolutions.js";
import type { UsageRow, UsageStore } from "./usage-store.js";

/** How many pools one request may ask for. */
const maxUsagePools = 20;
/** What is looked back to where nothing is said, in ms. */
const defaultMs = usageSpans.day.spanMs;
/** How many rows are read at once: those of a large farm are long. */
const atOnce = 50;

export interface UsageRequest {
  /** Ids or names of pools, beside the farm. A deleted pool has its id only. */
  readonly pools?: readonly string[];
  /** In ms since 1970. Default: a day before `to`. */
  readonly from?: number;
  /** Default: now. */
  readonly to?: number;
  /** Default: the finest of which everything since `from` is kept. */
  readonly resolution?: UsageResolution;
}

/** How the farm and pools were used, in the order of time. Spans without data are omitted. */
export interface UsageReport {
  readonly resolution: UsageResolution;
  readonly from: string;
  readonly to: string;
  /** When recording began; null where nothing is recorded. */
  readonly since: string | null;
  /** The farm's series, then one for each requested pool, in that order. */
  readonly series: readonly UsageSeries[];
}

export interface UsageSeries {
  /** Null: the farm. The name is null of a pool that is deleted. */
  readonly pool: { readonly id: string; readonly name: string | null } | null;
  readonly points: readonly UsagePoint[];
}

export interface UsagePoint extends UsageMeans {
  /** When the span begins. */
  readonly at: string;
}

/**
 * Reads how the farm and pools were used.
 *
 * @param usage nothing for a store that keeps none
 * @throws AfpoolsError `POOL_NOT_FOUND`, `INVALID_ARGUMENT`, `STORE_UNAVAILABLE`
 */
export async function readUsage(
  usage: UsageStore | undefined,
  pools: readonly Pool[],
  request: UsageRequest,
  now: number,
): Promise<UsageReport> {
  const { to = now, from = to - defaultMs, resolution = resolutionSince(from, now) } = request;
  if (from >= to) throw new AfpoolsError("INVALID_ARGUMENT", "The time to begin with is not before the end.");
  const wanted = wantedPools(request.pools ?? [], pools);
  const ids = wanted.map(({ id }) => id);
  const rows = usage ? await readRows(usage, { resolution, from, to, ids }) : [];
  return {
    resolution,
    from: iso(from),
    to: iso(to),
    since: usage ? await recordedSince(usage, now) : null,
    series: [
      { pool: null, points: rows.map((row) => ({ at: row.at, ...usageMeans(row.farm) })) },
      ...wanted.map((pool) => ({
        pool,
        points: rows.flatMap(({ at, pools: ofPools }) => {
          const sums = ofPools.get(pool.id);
          return sums ? [{ at, ...usageMeans(sums) }] : [];
        }),
      })),
    ],
  };
}

function wantedPools(asked: readonly string[], pools: readonly Pool[]) {
  const found = asked.map((idOrName) => {
    const pool = findPool(pools, idOrName);
    if (!pool && !isPoolId(idOrName)) throw poolNotFoundError(idOrName);
    return { id: pool?.id ?? idOrName, name: pool?.name ?? null };
  });
  const once = [...new Map(found.map((pool) => [pool.id, pool])).values()];
  if (once.length <= maxUsagePools) return once;
  throw new AfpoolsError(
    "INVALID_ARGUMENT",
    `The use of at most ${maxUsagePools} pools can be asked for at once, not of ${once.length}.`,
    { details: { limit: maxUsagePools } },
  );
}

async function readRows(
  usage: UsageStore,
  {
    resolution,
    from,
    to,
    ids,
  }: { resolution: UsageResolution; from: number; to: number; ids: readonly string[] },
): Promise<UsageRow[]> {
  const rows: UsageRow[] = [];
  let since = startOfSpan(resolution, from);
  for (;;) {
    const query = { resolution, since: iso(since), until: iso(to), pools: ids, limit: atOnce };
    const page = await usage.list(query);
    rows.push(...page);
    const last = page.at(-1);
    if (!last || page.length < atOnce) return rows;
    since = Date.parse(last.at) + 1;
  }
}

/** The coarsest rows are the oldest, and the finest tell best when that was, as long as none of them were deleted. */
async function recordedSince(usage: UsageStore, now: number): Promise<string | null> {
  let oldest: string | null = null;
  for (const resolution of usageResolutions) {
    const [row] = await usage.list({ resolution, pools: [], limit: 1 });
    if (!row) continue;
    oldest = row.at;
    const { spanMs, keptMs } = usageSpans[resolution];
    // Old rows are deleted every ten minutes, and not while the server is stopped.
    if (Date.parse(row.at) > now - keptMs + 2 * spanMs) return oldest;
  }
  return oldest;
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}
