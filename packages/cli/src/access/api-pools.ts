import { type ApiClient, type PoolWrite as ApiWrite, type TouchedJob, toCorePool } from "@afpools/api/client";
import type { Author, Pool, PoolChange, PoolHistoryQuery, Pools, PoolWrite, UndoWrite } from "@afpools/core";

/** The most changes that one answer holds. */
const pageLength = 1_000;
const defaultLimit = 50;

/** The pools of a server. Who writes is known by the token. */
export class ApiPools implements Pools {
  readonly #client: ApiClient;
  readonly #touched = new WeakMap<PoolWrite, ApiWrite["jobs"]>();

  constructor(client: ApiClient) {
    this.#client = client;
  }

  /** The jobs that a write would touch that was tried, or is planned; null where the server does not know. */
  async touchedBy(write: PoolWrite): Promise<readonly TouchedJob[] | null> {
    const told = this.#touched.get(write);
    return told === undefined ? this.#tryPlanned(write) : told;
  }

  async list(): Promise<readonly Pool[]> {
    return (await this.#client.listPools({ all: true })).pools.map(toCorePool);
  }

  async get(pool: string): Promise<Pool> {
    return toCorePool((await this.#client.getPool({ pool })).pool);
  }

  async create(...[body, , options = {}]: Parameters<Pools["create"]>): Promise<PoolWrite> {
    return this.#told(await this.#client.createPool({ ...options, body }));
  }

  async update(...[pool, body, , options = {}]: Parameters<Pools["update"]>): Promise<PoolWrite> {
    const { ifRevision, ...query } = options;
    const call = ifRevision === undefined ? {} : { ifRevision };
    return this.#told(await this.#client.updatePool({ pool, ...query, body }, call));
  }

  async delete(...[pool, , options = {}]: Parameters<Pools["delete"]>): Promise<PoolWrite> {
    const { ifRevision, ...query } = options;
    const call = ifRevision === undefined ? {} : { ifRevision };
    return this.#told(await this.#client.deletePool({ pool, ...query }, call));
  }

  async batch(...[writes, , options = {}]: Parameters<Pools["batch"]>): Promise<readonly PoolWrite[]> {
    const done = await this.#client.changePools({ ...options, body: { writes } });
    return done.writes.map(written);
  }

  async history({ limit = defaultLimit, ...query }: PoolHistoryQuery = {}): Promise<readonly PoolChange[]> {
    const found: PoolChange[] = [];
    for (let before = query.before; found.length < limit; ) {
      const asked = Math.min(pageLength, limit - found.length);
      const { changes, more } = await this.#client.listHistory({
        ...query,
        limit: asked,
        ...(before !== undefined && { before }),
      });
      found.push(...changes);
      if (!more) break;
      before = changes.at(-1)?.id;
    }
    return found;
  }

  async undo(change: string, _author: Author, options = {}): Promise<UndoWrite> {
    const { others, ...write } = await this.#client.undoChange({ change, ...options });
    return { ...this.#told(write), others: others.map(written) };
  }

  /** A write that was planned here is tried there, but for its name: that may be free only after another one. */
  async #tryPlanned({ change }: PoolWrite): Promise<readonly TouchedJob[] | null> {
    // No job can be on a pool that is yet to be made.
    if (!change || change.kind === "create") return [];
    const [pool, dryRun] = [change.poolId, true];
    if (change.kind === "delete") return (await this.#client.deletePool({ pool, dryRun })).jobs;
    const { hosts, rules, restartStrays } = change.diff;
    const body = {
      addHosts: hosts?.added ?? [],
      removeHosts: (hosts?.removed ?? []).map(({ name }) => name),
      addRules: rules?.added ?? [],
      removeRules: rules?.removed ?? [],
      ...(restartStrays && { restartStrays: restartStrays.after }),
    };
    return (await this.#client.updatePool({ pool, dryRun, body })).jobs;
  }

  #told({ jobs, ...write }: ApiWrite): PoolWrite {
    const told = written(write);
    this.#touched.set(told, jobs);
    return told;
  }
}

function written({ pool, ...write }: Omit<ApiWrite, "jobs">): PoolWrite {
  return { ...write, pool: pool && toCorePool(pool) };
}
