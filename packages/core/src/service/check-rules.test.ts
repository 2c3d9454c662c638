import { describe, expect, it } from "vitest";
import type { Farm } from "../farm/farm.js";
import type { Pool } from "../pools/pool.js";
import { MemoryStore } from "../store/memory-store.js";
import { aFarm, anna, aPool } from "../testing/fixtures.js";
import { checkRules, type RuleChange } from "./check-rules.js";
import { PoolService } from "./pool-service.js";

const refusal = (code: string, message: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });

async function start() {
  const service = new PoolService(new MemoryStore());
  await service.create({ name: "gpu", hosts: ["pc-1"] }, anna);
  await service.create({ name: "night", rules: ["gpu - desk-*", "ws-*"] }, anna);
  return service;
}

describe("rules that name pools", () => {
  it("are written in their normal form, once", async () => {
    const service = await start();
    const edit = { addRules: ["gpu  - desk-*", "RAM>=64G"] };
    const { pool, already } = await service.update("night", edit, anna);
    expect(pool?.rules).toEqual(["gpu - host:desk-*", "ws-*", "ram>=64G"]);
    expect(already).toEqual(["gpu - host:desk-*"]);
    const removed = await service.update("night", { removeRules: ["ram >= 64G"] }, anna);
    expect(removed.absent).toEqual(["ram >= 64G"]);
    const typed = await service.update("night", { removeRules: ["gpu  -  desk-*", "RAM>=64G"] }, anna);
    expect(typed.pool?.rules).toEqual(["ws-*"]);
  });

  it("have to name pools that are there", async () => {
    const service = await start();
    const added = service.update("gpu", { addRules: ["nigth & ws-*"] }, anna);
    await expect(added).rejects.toEqual(refusal("POOL_NOT_FOUND", "nigth"));
    const dry = service.create({ name: "x", rules: ['"y"'] }, anna, { dryRun: true });
    await expect(dry).rejects.toEqual(refusal("POOL_NOT_FOUND", "y"));
  });

  it("cannot lead back to their pool", async () => {
    const service = await start();
    const added = service.update("gpu", { addRules: ["night & ws-*"] }, anna);
    await expect(added).rejects.toEqual(refusal("POOL_CYCLE", '"gpu" → "night" → "gpu"'));
    const self = service.create({ name: "self", rules: ['"self"'] }, anna);
    await expect(self).rejects.toEqual(refusal("POOL_CYCLE", '"self" → "self"'));
  });

  it("keep the pools that they name", async () => {
    const service = await start();
    await expect(service.delete("gpu", anna)).rejects.toEqual(
      refusal("POOL_IN_USE", 'rules of "night" name it'),
    );
    await expect(service.update("gpu", { name: "cards" }, anna)).rejects.toEqual(
      refusal("POOL_IN_USE", "cannot be renamed"),
    );
    // The same name to rules.
    await service.update("gpu", { name: "GPU", addHosts: ["pc-2"] }, anna);
    await service.update("night", { removeRules: ["gpu - host:desk-*"] }, anna);
    expect((await service.delete("gpu", anna)).pool).toBeNull();
  });

  it("say which rule names a pool that cannot go, a hold too", async () => {
    const service = await start();
    await service.create({ name: "hold:x", rules: ["pc-1"] }, anna);
    await service.create({ name: "spare", rules: ["ws-*", "hold:x & ws-*"] }, anna);
    await expect(service.delete("hold:x", anna)).rejects.toEqual(
      refusal(
        "POOL_IN_USE",
        'rules of "spare" name it (the rule "hold:x" & host:ws-* of "spare"). Change those rules first: "afpools pool remove POOL --rule RULE" takes one out.',
      ),
    );
  });

  it("of holds keep the pools that they name until the hold is over", async () => {
    let time = Date.parse("2026-01-01T07:00Z");
    const service = new PoolService(new MemoryStore(), { now: () => new Date(time) });
    await service.create({ name: "rack:B2", hosts: ["pc-1"] }, anna);
    await service.create({ name: "hold:x", rules: ["rack:B2 until 2026-01-01T08:00Z"] }, anna);
    await expect(service.delete("rack:B2", anna)).rejects.toEqual(refusal("POOL_IN_USE", '"hold:x"'));
    time = Date.parse("2026-01-01T08:00Z");
    expect((await service.update("rack:B2", { name: "rack:B3" }, anna)).pool?.name).toBe("rack:B3");
    await service.update("rack:B3", { name: "rack:B2" }, anna);
    expect((await service.delete("rack:B2", anna)).pool).toBeNull();
  });

  it("are checked when a change is taken back, too", async () => {
    const service = await start();
    const { change } = await service.update("night", { removeRules: ["gpu - host:desk-*"] }, anna);
    await service.delete("gpu", anna);
    await expect(service.undo(change?.id ?? "", anna)).rejects.toEqual(refusal("POOL_NOT_FOUND", "gpu"));
  });
});

describe("rules that are the bare name of a pool", () => {
  const start = async (farm: Farm | undefined) => {
    const service = new PoolService(new MemoryStore(), { farm: () => farm });
    await service.create({ name: "macs", hosts: ["pc-1", "imac"] }, anna);
    await service.create({ name: "imac", hosts: ["pc-1"] }, anna);
    return service;
  };

  it.each(["macs", "MACS until 2999-01-01T08:00Z", "never macs", "macs during sat-sun in UTC"])(
    "and of no host are refused with how to write them: %s",
    async (rule) => {
      for (const farm of [aFarm("pc-1"), undefined]) {
        const service = await start(farm);
        const told = refusal("INVALID_ARGUMENT", `write '"macs"', with both kinds of quotes in a shell`);
        await expect(service.create({ name: "x", rules: [rule] }, anna)).rejects.toEqual(told);
        await expect(service.update("imac", { addRules: [rule] }, anna)).rejects.toEqual(told);
        const order = { kind: "create", draft: { name: "hold:x", rules: [rule] } } as const;
        await expect(service.batch([order], anna, { dryRun: true })).rejects.toEqual(told);
      }
    },
  );

  it("are hosts where there is one of this name, on the farm or in a pool", async () => {
    const service = await start(aFarm("Macs"));
    const rules = ["macs", "imac", "host:macs", '"macs"', "mac*", "new-1"];
    expect((await service.create({ name: "x", rules }, anna)).pool?.rules).toEqual(rules);
  });

  it("are left as they are, and brought back by an undo", async () => {
    const service = await start(undefined);
    await service.update("macs", { name: "m" }, anna);
    await service.create({ name: "x", rules: ["macs"] }, anna);
    await service.update("m", { name: "macs" }, anna);
    await service.update("x", { addRules: ["pc-2"] }, anna);
    const { change } = await service.update("x", { removeRules: ["macs"] }, anna);
    expect((await service.undo(change?.id ?? "", anna)).pool?.rules).toEqual(["pc-2", "macs"]);
  });
});

describe("the rules of thousands of pools", () => {
  const count = 5_000;

  /** Checks changes; how often the rules of each pool were read, and the most that were read in one step. */
  function reads(before: readonly Pool[], changes: (pools: readonly Pool[]) => readonly RuleChange[]) {
    const times = new Map<string, number>();
    let [total, most, last] = [0, 0, 0];
    const counted = (pool: Pool): Pool =>
      Object.defineProperty({ ...pool }, "rules", {
        get: () => {
          times.set(pool.name, (times.get(pool.name) ?? 0) + 1);
          total += 1;
          return pool.rules;
        },
      });
    const pools = before.map(counted);
    const steps = checkRules(
      pools,
      changes(pools).map((change) => ({ ...change, after: change.after && counted(change.after) })),
      0,
    );
    while (!steps.next().done) {
      most = Math.max(most, total - last);
      last = total;
    }
    return { pools: times.size, times: Math.max(0, ...times.values()), most };
  }

  const chain = Array.from({ length: count }, (_, at) =>
    aPool(`c${at}`, [], at === 0 ? [] : [`"c${at - 1}"`]),
  );
  const made = (pools: readonly Pool[]): RuleChange[] =>
    pools.map((after) => ({ before: undefined, after, added: after.rules }));

  it("are read once each, few in one step, where each pool names the one before", () => {
    const { pools, times, most } = reads([], () => made(chain));
    expect([pools, times]).toEqual([count, 1]);
    expect(most).toBeLessThan(201);
  });

  it("are read once each where hundreds of pools go", () => {
    const others = Array.from({ length: 500 }, (_, at) => aPool(`x${at}`));
    const gone = (pools: readonly Pool[]) =>
      pools.slice(count).map((before) => ({ before, after: undefined, added: [] }));
    const { pools, times, most } = reads([...chain, ...others], gone);
    expect([pools, times]).toEqual([count, 1]);
    expect(most).toBeLessThan(201);
  });

  it("are not read where a rule does not lead to them", () => {
    const added = aPool("new", [], ['"c2"']);
    expect(reads(chain, () => made([added])).pools).toBe(4);
  });

  it("that lead back are told, but not all of them; nor all that name a pool that goes", () => {
    const around = [aPool("c0", [], [`"c${count - 1}"`]), ...chain.slice(1)];
    expect(() => reads([], () => made(around))).toThrow(
      expect.objectContaining({ code: "POOL_CYCLE", message: expect.stringMatching(/^.{200,400}$/) }),
    );
    const users = Array.from({ length: 30 }, (_, at) => aPool(`u${at}`, [], ['"gpu"']));
    const goes = () => [{ before: aPool("gpu"), after: undefined, added: [] }];
    expect(() => reads([aPool("gpu"), ...users], goes)).toThrow('"u19" and 10 other pools name it');
  });
});
