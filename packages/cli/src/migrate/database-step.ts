import type { CompleteStore, Pool } from "@afpools/core";
import { hideSecrets } from "@afpools/core/internal";
import type { App } from "../app.js";
import { keptTokens } from "../backup/backup.js";
import { planRestore } from "../backup/plan-restore.js";
import type { MigrationStep } from "./migration-step.js";
import type { DoneStep, MovedPool } from "./record.js";

type Done = Extract<DoneStep, { name: "database" }>;

/** Moves the pools, with their ids and history, to another database, where one is named. */
export const databaseStep: MigrationStep<Done> = {
  name: "database",

  async plan({ app, args }) {
    const { config } = await app.loadConfig(args);
    const { to } = args;
    if (to === undefined || to === config.store) return { changes: [] };
    const pools = await withStore(config.store, (store) => store.listPools());
    const isEmpty = await withStore(to, hasNothing);
    const changes = [
      `${pools.length} pools and their history move from ${hideSecrets(config.store)} to ${hideSecrets(to)}`,
      `store = ${hideSecrets(to)}`,
    ];
    if (isEmpty) return { changes };
    return { changes, blocked: `${hideSecrets(to)} has pools or a history already: name an empty database.` };
  },

  async carryOut({ app, args }) {
    const { config, file } = await app.loadConfig(args);
    const { writeConfigFile } = await import("@afpools/server/internal");
    const { to = config.store } = args;
    const pools = await withStore(config.store, async (from) => {
      const { credentials, ...contents } = await from.contents.read();
      await withStore(to, (store) =>
        store.contents.fill({ ...contents, credentials: keptTokens(credentials) }),
      );
      return contents.pools;
    });
    await writeConfigFile(file, { store: to });
    return { name: "database", from: config.store, pools: pools.map(moved) };
  },

  async undo({ app, args }, { from }) {
    const { config, file } = await app.loadConfig(args);
    const { writeConfigFile } = await import("@afpools/server/internal");
    const wanted = await withStore(config.store, (store) => store.listPools());
    const changes = await withStore(from, (store) => writeBack(store, wanted, app));
    await writeConfigFile(file, { store: from });
    return [
      `store = ${hideSecrets(from)}; ${changes} changes of pools that were made since are written there. ${hideSecrets(config.store)} stays as it is.`,
    ];
  },
};

/**
 * The pools of the database that was moved from that somebody has changed since, such as with the 2019 manager: nobody reads
 * them there.
 */
export async function changedSinceMove({ from, pools }: Done): Promise<readonly string[]> {
  const now = await withStore(from, (store) => store.listPools());
  const shown = (list: readonly MovedPool[]) => new Map(list.map((pool) => [pool.id, JSON.stringify(pool)]));
  const [before, after] = [shown(pools), shown(now.map(moved))];
  const names = new Map([...pools, ...now].map(({ id, name }) => [id, name]));
  return [...names].flatMap(([id, name]) => (before.get(id) === after.get(id) ? [] : [name]));
}

function moved({ id, name, hosts }: Pool): MovedPool {
  return { id, name, hosts: hosts.map((host) => host.name) };
}

async function hasNothing(store: CompleteStore): Promise<boolean> {
  const [pools, history] = await Promise.all([store.listPools(), store.history({ limit: 1 })]);
  return pools.length === 0 && history.length === 0;
}

/** Makes the pools of the old database what they are now, by changes in its history; returns how many. */
async function writeBack(store: CompleteStore, wanted: readonly Pool[], app: App): Promise<number> {
  const now = await store.listPools();
  const revisions = new Map<string, number>();
  for (const { id } of wanted) {
    const [last] = await store.history({ poolId: id, limit: 1 });
    revisions.set(id, last?.revision ?? 0);
  }
  const changes = planRestore({
    now,
    wanted,
    lastRevision: (id) => revisions.get(id) ?? 0,
    author: { ...app.author, origin: "cli migrate" },
    at: new Date(),
  });
  for (const change of changes) await store.write(change);
  return changes.length;
}

async function withStore<T>(address: string, use: (store: CompleteStore) => Promise<T>): Promise<T> {
  const { openStore } = await import("@afpools/server");
  const store = openStore(address);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
