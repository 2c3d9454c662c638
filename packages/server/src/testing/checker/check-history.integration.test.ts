import {
  AfpoolsError,
  MemoryStore,
  nameTakenError,
  type Pool,
  type PoolChange,
  PoolService,
  poolNotFoundError,
} from "@afpools/core";
import { describe, expect, it } from "vitest";
import { startServer } from "../test-server.js";
import { asSeen, checkHistory, type Evidence } from "./check-history.js";
import { Load } from "./load.js";
import { anyServer, type Operation, type Outcome, type Request } from "./operation.js";

/** A good history, made step by step: each operation takes 10 ms, and begins 10 ms after the one before has ended. */
class RecordedHistory {
  readonly operations: Operation[] = [];
  readonly #store = new MemoryStore();
  readonly #service = new PoolService(this.#store);
  #at = 0;

  async create(name: string, hosts: string[] = []) {
    return this.#write({ kind: "create", name }, (by) => this.#service.create({ name, hosts }, by));
  }

  async update(pool: string, ...addHosts: string[]) {
    return this.#write({ kind: "update", pool }, (by) => this.#service.update(pool, { addHosts }, by));
  }

  async delete(pool: string) {
    return this.#write({ kind: "delete", pool }, (by) => this.#service.delete(pool, by));
  }

  /** An operation that changes nothing. */
  tell(request: Request, outcome: Outcome, more: Partial<Operation> = {}): void {
    this.operations.push({ ...this.#next(), request, outcome, ...more });
  }

  async evidence(): Promise<Evidence> {
    const history = [...(await this.#store.history({ limit: 1_000 }))].reverse();
    return { operations: this.operations, history, pools: await this.#store.listPools() };
  }

  async #write(
    request: Request,
    write: (author: {
      name: string;
      origin: string;
    }) => Promise<{ change: PoolChange | null; pool: Pool | null }>,
  ): Promise<Pool> {
    const operation = this.#next();
    const { change, pool } = await write({ name: operation.id, origin: "test" });
    if (!change) throw new Error("The story changes nothing here.");
    this.operations.push({ ...operation, request, outcome: { kind: "written", change, pool } });
    return pool as Pool;
  }

  #next() {
    this.#at += 20;
    const id = `op-${this.operations.length + 1}`;
    return { id, via: "one", startedAt: this.#at, endedAt: this.#at + 10 };
  }
}

/** gpu is made, gets pc-1, then pc-2; nuke is made and deleted. */
async function story() {
  const told = new RecordedHistory();
  const first = await told.create("gpu");
  const second = await told.update("gpu", "pc-1");
  const third = await told.update("gpu", "pc-2");
  await told.create("nuke");
  await told.delete("nuke");
  return { told, first, second, third };
}

const changed = (evidence: Evidence, more: Partial<Evidence>) => checkHistory({ ...evidence, ...more });

function conflict(poolId: string, actualRevision: number, expectedRevision: number): Outcome {
  const details = { poolId, actualRevision, expectedRevision };
  return { kind: "refused", error: new AfpoolsError("CONFLICT", "", { details }) };
}

describe("a good history", () => {
  it("is found so, with reads and refusals that fit", async () => {
    const { told, first, third } = await story();
    told.tell({ kind: "read", pool: "gpu" }, { kind: "seen", pool: asSeen(third), age: 0 }, { via: "store" });
    told.tell({ kind: "update", pool: "gpu", ifRevision: 1 }, conflict(first.id, 3, 1));
    told.tell({ kind: "update", pool: "nuke" }, { kind: "refused", error: poolNotFoundError("nuke") });
    told.tell({ kind: "create", name: "gpu" }, { kind: "refused", error: nameTakenError("GPU") });
    told.tell({ kind: "update", pool: "gpu" }, { kind: "unchanged" });
    told.tell({ kind: "update", pool: "gpu" }, { kind: "unknown" });
    expect(checkHistory(await told.evidence())).toEqual([]);
  });

  it("may hold what a client was not told, then or later", async () => {
    const { told } = await story();
    const evidence = await told.evidence();
    const operations = told.operations.map((operation, index) =>
      index === 2 ? { ...operation, outcome: { kind: "unknown" } as const } : operation,
    );
    expect(changed(evidence, { operations })).toEqual([]);
  });

  it("may order writes either way that were under way at the same time", async () => {
    const { told } = await story();
    const operations = told.operations.map((operation, index) =>
      index === 1 ? { ...operation, startedAt: 70, endedAt: 90 } : operation,
    );
    expect(changed(await told.evidence(), { operations })).toEqual([]);
  });
});

describe("a wrong history is found so:", () => {
  it("an acknowledged write that is lost", async () => {
    const { told } = await story();
    const evidence = await told.evidence();
    const history = evidence.history.slice(0, 2).concat(evidence.history.slice(3));
    expect(changed(evidence, { history, pools: [] })).toContainEqual(expect.stringMatching(/op-3 .*is lost/));
  });

  it("a gap, where a write is lost in the middle", async () => {
    const { told } = await story();
    const evidence = await told.evidence();
    const history = evidence.history.filter((_, index) => index !== 1);
    expect(changed(evidence, { history })).toContainEqual(expect.stringMatching(/makes revision 3 after 1/));
  });

  it("pools that are not what the history leads to", async () => {
    const { told } = await story();
    const evidence = await told.evidence();
    expect(changed(evidence, { pools: [] })).toEqual(["the pools are not what their history leads to"]);
    const pools = evidence.pools.map((pool) => ({ ...pool, hosts: pool.hosts.slice(1) }));
    expect(changed(evidence, { pools })).toEqual(["the pools are not what their history leads to"]);
  });

  it("a write that was done twice, or that nobody asked for", async () => {
    const { told } = await story();
    const evidence = await told.evidence();
    const [first] = evidence.history;
    if (!first) throw new Error("The story is empty.");
    const again: PoolChange = { ...first, id: "f".repeat(24), poolId: "e".repeat(24) };
    expect(changed(evidence, { history: [...evidence.history, again] })).toContain("op-1 was done twice");
    const stray = { ...again, by: "nobody" };
    expect(changed(evidence, { history: [...evidence.history, stray] })).toContainEqual(
      expect.stringMatching(/asked for by nobody/),
    );
  });

  it("two pools of one name", async () => {
    const { told } = await story();
    const evidence = await told.evidence();
    const history = evidence.history.map((change) =>
      change.diff.name?.after === "nuke"
        ? { ...change, diff: { name: { before: "", after: "GPU" } } }
        : change,
    );
    expect(changed(evidence, { history })).toContainEqual(
      expect.stringMatching(/name that another pool has/),
    );
  });

  it("a write that was refused and done", async () => {
    const { told, first } = await story();
    const operations = told.operations.map((operation, index) =>
      index === 1 ? { ...operation, outcome: conflict(first.id, 1, 0) } : operation,
    );
    expect(changed(await told.evidence(), { operations })).toContainEqual(
      expect.stringMatching(/though op-2 was refused/),
    );
  });

  it("a later revision of an earlier write", async () => {
    const { told } = await story();
    const [first, second, third, ...others] = told.operations;
    if (!first || !second || !third) throw new Error("The story is too short.");
    const operations = [
      first,
      { ...second, startedAt: third.startedAt, endedAt: third.endedAt },
      { ...third, startedAt: second.startedAt, endedAt: second.endedAt },
      ...others,
    ];
    expect(changed(await told.evidence(), { operations })).toContainEqual(
      expect.stringMatching(/op-3 had ended before op-2 began, yet made a later revision, 3/),
    );
  });

  it("another pool acknowledged than written", async () => {
    const { told, first } = await story();
    const operations = told.operations.map((operation) =>
      operation.id === "op-2" && operation.outcome.kind === "written"
        ? { ...operation, outcome: { ...operation.outcome, pool: first } }
        : operation,
    );
    expect(changed(await told.evidence(), { operations })).toEqual([
      "op-2 was told another pool than the history leads to",
    ]);
  });

  it.each([
    ["for a revision that was over", 2, 1, /for revision 2, which was not then/],
    ["for a revision that never was", 9, 1, /for revision 9, which was not then/],
    ["for the revision that was expected", 3, 3, /for the revision that it expected/],
  ])("a conflict %s", async (_, actual, expected, message) => {
    const { told, first } = await story();
    told.tell({ kind: "update", pool: "gpu", ifRevision: expected }, conflict(first.id, actual, expected));
    expect(checkHistory(await told.evidence())).toEqual([expect.stringMatching(message)]);
  });

  it("a pool not found that was there, and a name taken that was free", async () => {
    const { told } = await story();
    told.tell({ kind: "delete", pool: "GPU" }, { kind: "refused", error: poolNotFoundError("GPU") });
    told.tell({ kind: "create", name: "nuke" }, { kind: "refused", error: nameTakenError("nuke") });
    expect(checkHistory(await told.evidence())).toEqual([
      expect.stringMatching(/op-6 did not find GPU/),
      expect.stringMatching(/op-7 was refused for the name nuke/),
    ]);
  });

  it("a read of what never was, half of what was, what was over, or what was not yet", async () => {
    const { told, second, third } = await story();
    const read = (pool: Pool, more: Partial<Operation> = {}) =>
      told.tell(
        { kind: "read", pool: pool.name },
        { kind: "seen", pool: asSeen(pool), age: 0 },
        { via: "two", ...more },
      );
    read({ ...third, revision: 4 });
    read({ ...third, hosts: second.hosts });
    read(second, { via: "store" });
    read(third, { startedAt: 0, endedAt: 1 });
    read(second);
    expect(checkHistory(await told.evidence())).toEqual([
      expect.stringMatching(/op-6 .*which never was/),
      expect.stringMatching(/op-7 .*half written/),
      expect.stringMatching(/op-8 .*when it was no more/),
      expect.stringMatching(/op-9 .*before it was/),
    ]);
  });

  it("a server that does not tell what it has written", async () => {
    const { told, second } = await story();
    told.tell(
      { kind: "read", pool: "gpu" },
      { kind: "seen", pool: asSeen(second), age: 0 },
      { via: anyServer },
    );
    told.tell({ kind: "read", pool: "gpu" }, { kind: "seen", pool: asSeen(second), age: 1 });
    told.tell({ kind: "read", pool: "gpu" }, { kind: "seen", pool: asSeen(second), age: 0 });
    expect(checkHistory(await told.evidence())).toEqual([
      expect.stringMatching(/op-8 has seen revision 2 after op-3 was told 3 by the same server/),
    ]);
  });
});

describe("two Pool Servers over one store, under the load of several clients", () => {
  async function problemsOf(store: MemoryStore, count: number): Promise<string[]> {
    const [one, two] = [
      await startServer({ store, writes: "loopback" }),
      await startServer({ store, writes: "loopback" }),
    ];
    const load = new Load({ one: one.port, two: two.port });
    await load.written(count);
    await load.stop();
    return load.problems(store);
  }

  it("tell nothing that is not so", async () => {
    expect(await problemsOf(new MemoryStore(), 300)).toEqual([]);
  });

  it("are found out where the store forgets some writes", async () => {
    class StoreThatLosesWrites extends MemoryStore {
      override async write(change: PoolChange): Promise<void> {
        if (Math.random() > 0.1) await super.write(change);
      }
    }
    expect(await problemsOf(new StoreThatLosesWrites(), 150)).toContainEqual(
      expect.stringMatching(/is lost/),
    );
  });

  it("are found out where the store does not compare revisions", async () => {
    class StoreWithoutChecks extends MemoryStore {
      override async findPool(idOrName: string): Promise<Pool | undefined> {
        const found = await super.findPool(idOrName);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
        return found;
      }
      override async write(change: PoolChange): Promise<void> {
        const revision = (await super.findPool(change.poolId))?.revision ?? change.revision - 1;
        await super.write({ ...change, revision: revision + 1 });
      }
    }
    expect(await problemsOf(new StoreWithoutChecks(), 150)).not.toEqual([]);
  });
});
