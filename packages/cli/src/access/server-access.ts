import { type HostRow, hostRow } from "@afpools/afanasy/internal";
import {
  AfpoolsError,
  type Author,
  Farm,
  type Pool,
  type Pools,
  type PoolWrite,
  poolHost,
  type UndoWrite,
} from "@afpools/core";
import { explainExpression, poolAt, type ServerAddress } from "@afpools/core/internal";
import { createPoolClient, type PoolClient } from "@afpools/protocol/client";
import type { LocalJobsAccess } from "./access.js";
import type { ClientTls } from "./client-tls.js";
import { toFarmHost } from "./farm-host.js";
import { requestedJob } from "./requested-job.js";

/** Between two looks for changes, in ms. */
const pollMs = 1_000;

/** Works through a Pool Server by the pool protocol; `readTls` gives the certificates for TLS. */
export async function openServerAccess(
  { scheme, host, port }: ServerAddress,
  readTls: () => Promise<ClientTls>,
): Promise<LocalJobsAccess> {
  const client = createPoolClient({
    host,
    port,
    ...(scheme === "tls" && { tls: await readTls() }),
    keep: true,
  });
  const pools = new RemotePools(client);
  return {
    pools,
    farm: () => farmOf(client),
    recall: async () => {
      const facts = new Map((await readRows(client)).map((row) => [row.name, row.facts]));
      return (name) => facts.get(name);
    },
    plan: async ({ farmFile, ...request }) => {
      refuseFarmFile(farmFile);
      return (await client.mask(request)).plan;
    },
    explain: async (request) => {
      refuseFarmFile(request.farmFile);
      const [list, farm] = await Promise.all([pools.list(), farmOf(client)]);
      const { expression, masks: userMasks, dialect, form } = request;
      return explainExpression({ expression, pools: list, farm, dialect, form, userMasks }).hosts;
    },
    planJob: async ({ job, ...request }) => {
      const { age: _, plan, ...change } = await client.planJob({ ...request, job: requestedJob(job) });
      return { change, plan };
    },
    hosts: () => readRows(client),
    watchHosts: (listener) => pollRows(client, listener),
    usage: async () => {
      throw new AfpoolsError(
        "INVALID_ARGUMENT",
        "The pool protocol has no use over time. Use --server http://HOST:PORT, or --store.",
      );
    },
    // The pool protocol does not tell.
    whyUnfollowed: async () => undefined,
    accounts: undefined,
    recorded: undefined,
    close: () => client.close(),
  };
}

async function readRows(client: PoolClient): Promise<readonly HostRow[]> {
  return (await readHosts(client)).rows;
}

/** A server from before facts were told refuses the question for them; then names alone are known. */
async function readHosts(client: PoolClient): Promise<{ farm: boolean; rows: readonly HostRow[] }> {
  const { farm, hosts } = await client.hosts({ facts: true }).catch((error: unknown) => {
    if (error instanceof AfpoolsError && error.code === "INVALID_ARGUMENT") return client.hosts();
    throw error;
  });
  return { farm, rows: hosts.map((host) => ({ ...hostRow(host), ...host, held: heldOf(host.held) })) };
}

/** What keeps a host from rendering; a newer server may know more than this version. */
function heldOf(held: string | null | undefined): HostRow["held"] {
  return held === "paused" || held === "nimby" || held === "user-only" ? held : null;
}

/** The protocol tells no changes: it is asked again and again. The first failure rejects, later ones are waited out. */
async function pollRows(client: PoolClient, listener: (rows: readonly HostRow[]) => void) {
  listener(await readRows(client));
  const timer = setInterval(() => void readRows(client).then(listener, () => undefined), pollMs);
  return async () => clearInterval(timer);
}

function refuseFarmFile(farmFile: string | undefined): void {
  if (farmFile === undefined) return;
  throw new AfpoolsError(
    "INVALID_ARGUMENT",
    "--farm cannot be combined with --server: the server has its own farm.",
  );
}

/** The farm as the server knows it. Hosts that only a pool names are not online or offline, but unknown. */
async function farmOf(client: PoolClient): Promise<Farm | undefined> {
  const { farm, rows } = await readHosts(client);
  return farm ? new Farm(rows.filter(({ online }) => online !== null).map(toFarmHost)) : undefined;
}

/** The pools of a server as the commands know them. */
class RemotePools implements Pools {
  readonly #client: PoolClient;

  constructor(client: PoolClient) {
    this.#client = client;
  }

  async list(): Promise<readonly Pool[]> {
    const { pools } = await this.#client.pools();
    return Promise.all(pools.map((pool) => this.get(pool.id)));
  }

  async get(idOrName: string): Promise<Pool> {
    const { members: _, named, ...pool } = (await this.#client.pool(idOrName)).pool;
    return poolAt({ ...pool, hosts: named.map(poolHost) }, Date.now());
  }

  create(...[draft, { name: author }, options = {}]: Parameters<Pools["create"]>): Promise<PoolWrite> {
    return this.#client.createPool({ ...draft, author, ...options });
  }

  update(...[pool, edit, { name: author }, options = {}]: Parameters<Pools["update"]>): Promise<PoolWrite> {
    return this.#client.updatePool({ author, pool, edit, ...options });
  }

  delete(...[pool, { name: author }, options = {}]: Parameters<Pools["delete"]>): Promise<PoolWrite> {
    return this.#client.deletePool({ author, pool, ...options });
  }

  async history(query: { pool?: string; limit?: number } = {}) {
    return (await this.#client.history(query)).changes;
  }

  async batch(...[writes, { name: author }, options = {}]: Parameters<Pools["batch"]>) {
    return (await this.#client.changePools({ author, writes, ...options })).writes;
  }

  undo(change: string, { name: author }: Author): Promise<UndoWrite> {
    return this.#client.undoChange({ author, change });
  }
}
