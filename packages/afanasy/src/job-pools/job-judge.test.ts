import { Farm, type FarmHost, type Pool } from "@afpools/core";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import type { Job } from "../model/job.js";
import { aPool } from "../testing/a-pool.js";
import { JobJudge } from "./job-judge.js";
import { judgeJob } from "./judge-job.js";
import { type PlaceRequest, placeJob } from "./place-job.js";
import { type JobPlanner, type PoolContext, planJobFields } from "./plan-job.js";
import { poolFieldsOf } from "./pool-fields.js";
import { type PooledJob, pooledJob } from "./pooled-job.js";

const onPool = (
  serial: number,
  expression: string,
  context: PoolContext,
  request: PlaceRequest = {},
  hosts_mask = "",
): PooledJob => {
  const { fields } = placeJob(
    poolFieldsOf({ hosts_mask, blocks: [{}] }),
    expression,
    request,
    { ...context },
    planJobFields,
  );
  const pooled = pooledJob({ ...fields, serial, state: new Set() } as unknown as Job);
  if (!pooled) throw new Error("The job is on no pool.");
  return pooled;
};
const host = (name: string, nativePool = "/"): FarmHost => ({ name, online: true, nativePool });

describe("a job judge", () => {
  const pools = [
    aPool(1, "gpu", ["pc-1", "pc-2"]),
    aPool(2, "desks", [], ["ws-*"]),
    aPool(3, "nuke", ["pc-3"]),
  ];
  const farm = new Farm(["pc-1", "pc-2", "pc-3", "ws-1"].map((name) => host(name)));
  const context: PoolContext = { pools, farm, nativePools: ["/", "/fx"] };
  const jobs = ["gpu", "gpu", "desks", "nuke", "gpu - nuke", "host:new", "n*", "native:/fx - nuke"].map(
    (expression, index) => onPool(index, expression, { ...context, farm: farm.with([host("n", "/fx")]) }),
  );
  let planned: string[];
  let judge: JobJudge;
  const judgeAll = (context: PoolContext): string[] => {
    planned = [];
    for (const job of jobs) judge.judge(job, { ...context });
    return planned;
  };

  beforeEach(() => {
    const planner: JobPlanner = (expression, ...rest) => {
      const plan = planJobFields(expression, ...rest);
      planned.push(plan.hosts.join(" "));
      return plan;
    };
    judge = new JobJudge(planner);
    planned = [];
    for (const job of jobs) judge.judge(job, context);
  });

  it("plans once for jobs that have an expression and their own masks in common", () => {
    expect(planned.filter((hosts) => hosts === "pc-1 pc-2")).toHaveLength(2); // "gpu" and "gpu - nuke"
    expect(judgeAll(context)).toEqual([]);
  });

  it("judges jobs once that a pool finds alike", () => {
    const [first, second] = jobs;
    if (!first || !second) throw new Error("There are jobs.");
    expect(judge.judge(second, context)).toBe(judge.judge(first, context));
  });

  it("keeps what it knows while two farms are looked at in turns", () => {
    const [first] = jobs;
    if (!first) throw new Error("There are jobs.");
    const other = { ...context, farm: farm.with([host("other-1")]) };
    for (const each of [other, context, other]) judge.judge(first, { ...each });
    expect(judgeAll(context)).toEqual([]);
  });

  it("finds the hosts of an expression once for jobs that have it with masks of their own", () => {
    let reads = 0;
    const members = aPool(1, "gpu", ["pc-1", "pc-2"]);
    const counted: Pool = {
      ...members,
      get hosts() {
        reads += 1;
        return members.hosts;
      },
    };
    const situation = { ...context, pools: [counted] };
    const readsFor = (masks: readonly string[]) => {
      const jobs = masks.map((mask, index) => onPool(index, "gpu", context, {}, mask));
      const fresh = new JobJudge();
      reads = 0;
      const statuses = jobs.map((job) => fresh.judge(job, situation));
      expect(statuses.map(({ kind }) => kind)).toEqual(masks.map(() => "following"));
      return reads;
    };
    expect(readsFor(["pc-1", "pc-2", "pc-"])).toBe(readsFor(["pc-1"]));
  });

  it("plans nothing where a host comes that no pool of the jobs can have, or one goes on- or offline", () => {
    expect(judgeAll({ ...context, farm: farm.with([host("other-1")]) })).toEqual([]);
    expect(judgeAll({ ...context, farm: farm.with([{ ...host("pc-1"), online: false }]) })).toEqual([]);
  });

  it("plans for those alone whose pool's rule or pattern takes the host that comes or goes", () => {
    expect(judgeAll({ ...context, farm: farm.with([host("ws-2")]) })).toEqual(["ws-1 ws-2"]);
    expect(judgeAll({ ...context, farm: farm.with([host("ws-2")], ["ws-1"]) })).toEqual(["ws-2"]);
    expect(judgeAll({ ...context, farm: farm.with([host("n7")], []) })).toContain("n7");
  });

  it("plans for those whose host changes its spelling, or comes into the pool of Afanasy that they name", () => {
    const respelled = farm.with([host("PC-3")], ["pc-3"]);
    expect(judgeAll({ ...context, farm: respelled })).toEqual(["PC-3", "pc-1 pc-2"]); // "nuke" and "gpu - nuke"
    expect(judgeAll({ ...context, farm: respelled.with([host("NEW")]) })).toEqual(["NEW", "NEW"]); // and "n*"
    expect(judgeAll({ ...context, farm: respelled.with([host("pc-2", "/fx")]) })).toContain("pc-2");
  });

  it("plans for those whose mask names the hosts that are not meant, whichever host comes or goes", () => {
    const excluding = onPool(1, "gpu", context, { form: "exclude" });
    judge.judge(excluding, context);
    planned = [];
    judge.judge(excluding, { ...context, farm: farm.with([host("other-1")]) });
    expect(planned).toEqual(["pc-1 pc-2"]);
  });

  it("plans for those on a native pool when one comes whose path begins like theirs", () => {
    const { nativePools: _, ...unread } = context;
    const before = { ...unread, farm: farm.with([host("n", "/fx")]) };
    const after = { ...unread, farm: farm.with([host("n", "/fx"), host("m", "/fx2")]) };
    const native = onPool(1, "native:/fx", before);
    judge.judge(native, before);
    planned = [];
    judge.judge(native, after);
    expect(planned).toEqual(["n"]);
  });

  it("forgets jobs that have gone", () => {
    planned = [];
    judge.retain(new Set());
    const [first] = jobs;
    if (!first) throw new Error("There are jobs.");
    const status = judge.judge(first, context);
    judge.retain(new Set([first.job.serial]));
    expect(judge.judge(first, context)).toBe(status);
    judge.retain(new Set());
    expect(judge.judge(first, context)).not.toBe(status);
  });

  it("plans for those alone whose pool is edited", () => {
    const edited = [aPool(1, "gpu", ["pc-1"]), ...pools.slice(1)];
    expect(judgeAll({ ...context, pools: edited })).toEqual(["pc-1", "pc-1"]);
  });
});

it("a job judge is right whatever pools, farm and jobs become", () => {
  const names = ["pc-1", "PC-1", "pc-2", "ws-1", "n"];
  const hosts = fc.uniqueArray(
    fc.record({
      name: fc.constantFrom(...names),
      online: fc.boolean(),
      nativePool: fc.constantFrom("/", "/fx"),
    }),
    { selector: ({ name }) => name },
  );
  const pool = (number: number, name: string) =>
    fc
      .tuple(fc.subarray(names), fc.subarray(["ws-*", "?", "pc-[1-2]"]))
      .map(([named, rules]) => aPool(number, name, named, rules));
  const gpu = pool(1, "gpu");
  const nuke = pool(2, "nuke");
  const change = fc.oneof(
    fc.record({ farm: hosts.map((list) => new Farm(list)) }),
    fc.record({ gpu }),
    fc.record({ nuke: fc.option(nuke, { nil: undefined }) }),
    fc.record({ dialect: fc.constantFrom<("3.3" | "3.4")[]>("3.3", "3.4") }),
  );
  const expressions = ["gpu", "gpu + nuke", "nuke - gpu", "host:pc-1", "p*", "native:/fx", "gpu & ws-*"];
  const everyHost = new Farm(names.map((name) => host(name, "/fx")));
  const all = [aPool(1, "gpu", names), aPool(2, "nuke", ["pc-2", "n"])];
  const place = fc.tuple(
    fc.constantFrom(...expressions),
    fc.record({ form: fc.constantFrom<("include" | "exclude" | "find")[]>("include", "exclude", "find") }),
  );
  fc.assert(
    fc.property(
      fc.array(place, { minLength: 1, maxLength: 4 }),
      fc.array(change, { maxLength: 6 }),
      (places, changes) => {
        const jobs = places.flatMap(([expression, request], serial) => {
          try {
            return [onPool(serial, expression, { pools: all, farm: everyHost }, request)];
          } catch {
            return [];
          }
        });
        const judge = new JobJudge();
        let now = { farm: everyHost, gpu: all[0], nuke: all[1], dialect: "3.4" } as {
          farm: Farm;
          gpu: Pool;
          nuke: Pool | undefined;
          dialect: "3.3" | "3.4";
        };
        for (const next of [{}, ...changes]) {
          now = { ...now, ...next };
          const { farm, dialect } = now;
          const pools = [now.gpu, ...(now.nuke ? [now.nuke] : [])];
          const context: PoolContext = { pools, farm, dialect };
          for (const job of jobs) {
            const anew = withoutCounts(judgeJob(job.fields, job.tag, context));
            expect(withoutCounts(judge.judge(job, context))).toEqual(anew);
          }
        }
      },
    ),
  );
});

/** Which hosts are online is not regarded. */
function withoutCounts(status: ReturnType<typeof judgeJob>) {
  return status.kind === "following" ? { ...status, plan: { ...status.plan, online: 0 } } : status;
}
