import { AfpoolsError, parseHostPattern } from "@afpools/core";
import type { Job } from "../model/job.js";
import { asksForPool } from "./asks-for-pool.js";

/** Whose jobs have to be on a pool. */
export type PoolDuty = (job: Pick<Job, "user_name" | "host_name">) => boolean;

/** Somebody whose jobs arrive without a pool although they should be on one. */
export interface UnpooledSubmitter {
  readonly user: string;
  /** The machine that they were submitted from: there the hook may be missing. */
  readonly host: string;
  /** How many unfinished jobs of theirs are on no pool. */
  readonly jobs: number;
  /** The newest of these. */
  readonly latest: Pick<Job, "id" | "serial" | "name">;
}

/**
 * Reads whose jobs have to be on a pool: `user:NAME` and `host:NAME`, with `*` and `?`, separated by blanks or commas.
 * Hosts are those that jobs are submitted from.
 *
 * @throws AfpoolsError `INVALID_CONFIG`
 */
export function parsePoolDuty(text: string): PoolDuty {
  const words = text.split(/[\s,]+/).filter((word) => word !== "");
  const tests = words.map((word): PoolDuty => {
    const [, kind, pattern = ""] = /^(user|host):(\S+)$/.exec(word) ?? [];
    if (!kind) {
      throw new AfpoolsError(
        "INVALID_CONFIG",
        `${JSON.stringify(word)} is neither user:NAME nor host:NAME. Patterns such as host:ws-* are allowed.`,
      );
    }
    const { matches } = parseHostPattern(pattern);
    return ({ user_name = "", host_name = "" }) => matches(kind === "user" ? user_name : host_name);
  });
  return (job) => tests.some((test) => test(job));
}

/**
 * Who has unfinished jobs on no pool although `isDue` says that they have to be on one, or their hosts mask asks for one
 * (`pool=gpu`); those with the most jobs first. A job whose hosts mask names the submitting machine alone is a local render
 * and is left out.
 *
 * @param pooled serials of the jobs on pools
 */
export function unpooledSubmitters(
  jobs: readonly Job[],
  isDue: PoolDuty,
  pooled: ReadonlySet<number>,
): UnpooledSubmitter[] {
  const found = new Map<string, UnpooledSubmitter>();
  for (const job of jobs) {
    const { user_name: user = "", host_name: host = "", id, serial, name } = job;
    if (job.state.has("DON") || pooled.has(serial) || isLocal(job)) continue;
    if (!isDue(job) && !isAsking(job)) continue;
    const key = JSON.stringify([user, host]);
    const before = found.get(key);
    const latest = before && before.latest.serial > serial ? before.latest : { id, serial, name };
    found.set(key, { user, host, jobs: (before?.jobs ?? 0) + 1, latest });
  }
  return [...found.values()].sort((a, b) => b.jobs - a.jobs || (a.user < b.user ? -1 : 1));
}

function isAsking({ hosts_mask, blocks }: Job): boolean {
  return [hosts_mask, ...blocks.map((block) => block.hosts_mask)].some((mask) => asksForPool(mask ?? ""));
}

function isLocal({ hosts_mask = "", host_name = "" }: Job): boolean {
  const short = (name: string) => name.trim().toLowerCase().split(".")[0];
  return hosts_mask !== "" && short(hosts_mask) === short(host_name);
}
