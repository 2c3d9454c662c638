import type { AfpoolsError, Pool } from "@afpools/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { readFarmSide } from "../farm/farm-side.js";
import type { Job } from "../model/job.js";
import { aPool } from "../testing/a-pool.js";
import { arbitraryFields } from "../testing/arbitrary-jobs.js";
import { MortalClient } from "../testing/mortal-client.js";
import { SimulatedAfserver } from "../testing/simulated-afserver.js";
import { judgeJob } from "./judge-job.js";
import type { PlaceRequest } from "./place-job.js";
import { poolContext } from "./plan-job.js";
import { type PoolFields, poolFieldsOf } from "./pool-fields.js";
import { pooledJob } from "./pooled-job.js";
import { putOnPool, takeFromPool } from "./put-on-pool.js";
import { propertyChanges } from "./render-properties.js";
import { needsRewrite, rewriteLegacyTag } from "./rewrite-legacy-tag.js";
import { writePoolFields } from "./write-pool-fields.js";

const hosts = ["pc-1", "pc-10", "PC-3", "lt.1", "ltx1", "ws-7", "node.a"];
const members = fc.subarray(hosts, { minLength: 1 });

type BlockMasks = Pick<PoolFields, "hosts_mask" | "hosts_mask_exclude">;
type Step =
  | { readonly do: "put"; readonly expression: string; readonly request: PlaceRequest }
  | { readonly do: "take" }
  | { readonly do: "edit"; readonly gpu: readonly string[]; readonly nuke: readonly string[] }
  | { readonly do: "append"; readonly masks: BlockMasks }
  | { readonly do: "rename" | "delete" | "resubmit" };

/** Two of those whose blocks' masks follow the job's type, and which can have blocks appended. */
const release = fc.constantFrom("3.4.1", "3.3.1");

function masksOf({ hosts_mask, hosts_mask_exclude }: PoolFields): BlockMasks {
  return { hosts_mask, hosts_mask_exclude };
}

const put = fc.record({
  do: fc.constant("put" as const),
  expression: fc.constantFrom("gpu", "nuke", "gpu + nuke", "gpu - nuke", "native:/"),
  request: fc.record(
    {
      enforcement: fc.constantFrom<("mask" | "property")[]>("mask", "property"),
      form: fc.constantFrom<("include" | "exclude" | "find")[]>("include", "exclude", "find"),
    },
    { requiredKeys: [] },
  ),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: put },
  { weight: 3, arbitrary: fc.constant({ do: "take" as const }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("edit" as const), gpu: members, nuke: members }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom("rename", "delete", "resubmit"),
    }) as fc.Arbitrary<Step>,
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("append" as const), masks: arbitraryFields.map(masksOf) }),
  },
);

/** A farm with one job, on which steps are done; who may render what is looked at after each action. */
class Farm {
  readonly server: SimulatedAfserver;
  readonly release: string;
  readonly process: MortalClient;
  pools: readonly Pool[] = [aPool(1, "gpu", ["pc-1", "PC-3", "ws-7"]), aPool(2, "nuke", ["pc-10", "lt.1"])];
  readonly #states: ReadonlySet<string>[] = [];

  private constructor(server: SimulatedAfserver, release: string) {
    this.server = server;
    this.release = release;
    this.process = new MortalClient({ ...server.address, userName: "t", hostName: "h" }, () =>
      this.#states.push(this.allowed()),
    );
  }

  static async open(fields: PoolFields, release: string): Promise<Farm> {
    const server = await SimulatedAfserver.start({ release });
    for (const name of hosts) server.farm.startRender({ name });
    const farm = new Farm(server, release);
    farm.submit(fields);
    return farm;
  }

  /** Another farm with the same job as it is now. */
  static async copy(of: Farm): Promise<Farm> {
    const [job] = await of.process.jobs({ ids: [of.job.id], full: true });
    const farm = await Farm.open(poolFieldsOf(job ?? { blocks: [] }), of.release);
    farm.pools = of.pools;
    return farm;
  }

  submit(fields: PoolFields): void {
    const blocks = fields.blocks.map((block, index) => ({ ...block, name: `b${index}`, flags: 1 }));
    this.server.farm.register({ ...fields, blocks, name: "shot", user_name: "alice", offline: true });
  }

  /** What a program does by itself, before pools are followed. */
  append(masks: BlockMasks): void {
    const name = `b${this.job.blocks.length}`;
    this.job.appendBlocks([{ ...masks, name, flags: 1 }]);
  }

  get job() {
    const job = [...this.server.farm.jobs.values()].find(({ id }) => id !== 1);
    if (!job) throw new Error("There is no job.");
    return job;
  }

  /** `block host` for each block and each host that could start a task of it now. */
  allowed(): ReadonlySet<string> {
    const { job } = this;
    const renders = [...this.server.farm.renders.values()].filter((render) => job.work.admits(render));
    return new Set(
      job.blocks.flatMap((block) =>
        renders.filter((render) => block.canRunOn(render)).map(({ name }) => `${block.number} ${name}`),
      ),
    );
  }

  /** Does a step with all its actions, or as many as the process lives for. Returns the states between them. */
  async do(step: Step): Promise<readonly ReadonlySet<string>[]> {
    this.#states.length = 0;
    try {
      await this.server.during(this.#carryOut(step));
    } catch (error) {
      const { code } = error as AfpoolsError;
      if (!["MASK_EMPTY", "ABORTED", "INVALID_ARGUMENT", "POOL_NOT_FOUND"].includes(code)) throw error;
    }
    return [...this.#states];
  }

  /** What the Pool Server does about the job; tokens on renders are always right here. */
  async reconcile(): Promise<readonly ReadonlySet<string>[]> {
    this.#states.length = 0;
    await this.server.during(this.#followPools());
    return [...this.#states];
  }

  async #carryOut(step: Step): Promise<void> {
    const { farm } = this.server;
    switch (step.do) {
      case "put":
        await this.#writeTokens();
        await putOnPool(this.process, this.job, step.expression, await this.#context(), step.request);
        return;
      case "take":
        await takeFromPool(this.process, this.job, await this.#context());
        return;
      case "edit":
        this.pools = this.pools.map((pool) =>
          aPool(pool.id.endsWith("1") ? 1 : 2, pool.name, pool.id.endsWith("1") ? step.gpu : step.nuke),
        );
        break;
      case "rename":
        this.pools = this.pools.map((pool) => ({ ...pool, name: `${pool.name}'` }));
        break;
      case "delete":
        this.pools = this.pools.slice(1);
        break;
      case "resubmit": {
        const [job] = await this.process.jobs({ ids: [this.job.id] });
        farm.deleteJob(this.job);
        farm.register({ ...job, user_name: "alice", blocks: [{ name: "b", flags: 1 }], offline: true });
      }
    }
    await this.#followPools();
  }

  async #followPools(): Promise<void> {
    await this.#writeTokens();
    const context = await this.#context();
    const [job] = await this.process.jobs({ ids: [this.job.id] });
    const found = job && pooledJob(job);
    if (!found) return;
    if (needsRewrite(found)) await rewriteLegacyTag(this.process, found);
    const correctionFor = (now: Job) => {
      const pooled = pooledJob(now);
      const status = pooled && judgeJob(pooled.fields, pooled.tag, context);
      return status && "correction" in status ? status.correction : undefined;
    };
    await writePoolFields(this.process, [job], correctionFor);
  }

  async #context() {
    return poolContext(this.pools, await readFarmSide(this.process));
  }

  async #writeTokens(): Promise<void> {
    const { renders, nativePools, farm } = await readFarmSide(this.process);
    const changeOf = propertyChanges({ pools: this.pools, farm, nativePools });
    for (const render of renders) {
      const simulated = this.server.farm.renders.get(render.id);
      const change = changeOf(render);
      if (simulated && change) simulated.ownProperties = change.properties_host;
    }
  }
}

function expectWithin(
  states: readonly ReadonlySet<string>[],
  ...allowed: readonly ReadonlySet<string>[]
): void {
  const union = new Set(allowed.flatMap((one) => [...one]));
  for (const state of states) expect([...state].filter((pair) => !union.has(pair))).toEqual([]);
}

it("no host may start a task between two actions that neither the state before nor the one after allows", async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitraryFields,
      release,
      put,
      fc.array(step, { maxLength: 3 }),
      async (fields, release, first, more) => {
        const farm = await Farm.open(fields, release);
        try {
          for (const next of [first, ...more]) {
            if (next.do === "append") farm.append(next.masks);
            const before = farm.allowed();
            const between = await farm.do(next);
            // What a block means that was just appended is not changed by being on a pool.
            expectWithin(
              [...between, farm.allowed()],
              before,
              next.do === "append" ? before : farm.allowed(),
            );
          }
        } finally {
          await farm.server.stop();
        }
      },
    ),
    { numRuns: 100 },
  );
});

it("nor after a process was killed between two actions, nor while the server puts that right", async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitraryFields,
      release,
      fc.array(step, { maxLength: 1 }),
      put,
      fc.constantFrom(1, 1, 1, 2, 3),
      fc.boolean(),
      async (fields, release, todo, last, lives, isTaken) => {
        const farm = await Farm.open(fields, release);
        try {
          for (const next of todo) {
            if (next.do === "append") farm.append(next.masks);
            await farm.do(next);
          }
          const step = isTaken ? { do: "take" as const } : last;
          const before = farm.allowed();
          const done = await Farm.copy(farm);
          await done.do(step);
          const after = done.allowed();
          await done.server.stop();
          farm.process.lives = lives;
          const between = await farm.do(step);
          expectWithin(between, before, after);
          farm.process.lives = Number.POSITIVE_INFINITY;
          expectWithin([...(await farm.reconcile()), farm.allowed()], before, after);
        } finally {
          await farm.server.stop();
        }
      },
    ),
    { numRuns: 100 },
  );
});
