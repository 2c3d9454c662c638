import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CompleteStore, PoolService, type StoreContents } from "@afpools/core";
import { openStore, startDaemon } from "@afpools/server";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { startMongo, type TestMongo } from "../../../../tools/mongodb-for-tests.js";
import { type CommandLine, commandLine } from "../testing/command-line.js";

const anna = { name: "anna", origin: "test" };
let mongo: TestMongo | undefined;

beforeAll(async () => {
  mongo = await startMongo();
});
afterAll(() => mongo?.stop());

/** Addresses of databases that are empty. */
const databases = {
  sqlite: ({ folder }: CommandLine) => `sqlite:${join(folder, `${randomUUID()}.db`)}`,
  mongodb: () => `${mongo?.url}/afpools_test_${randomUUID().slice(0, 8)}`,
} as const;
type Kind = keyof typeof databases;
const kinds = Object.keys(databases) as Kind[];

async function contentsOf(url: string): Promise<StoreContents> {
  return withStore(url, (store) => store.contents.read());
}

async function withStore<T>(url: string, use: (store: CompleteStore) => Promise<T>): Promise<T> {
  const store = openStore(url);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** Pools with a history, a deleted one among them, a user and a token, made by commands. */
async function furnish(afpools: CommandLine, url: string): Promise<StoreContents> {
  afpools.environment.AFPOOLS_STORE = url;
  for (const words of [
    ["pool", "create", "cards", "pc-[01-03]", "--rule", "lt-*"],
    ["pool", "rename", "cards", "GPU"],
    ["pool", "create", "nuke", "--description", "grün 🎬"],
    ["pool", "create", "gone"],
    ["pool", "delete", "gone", "--yes"],
    ["user", "add", "Anna", "--role", "admin"],
    ["user", "link", "Anna"],
    ["token", "create", "ci", "--user", "Anna"],
  ]) {
    const { status, err } = await afpools(words);
    expect([words, status, err]).toEqual([words, 0, expect.any(String)]);
  }
  return contentsOf(url);
}

const pairs = kinds.flatMap((from) => kinds.map((to) => [from, to] as const));

describe("afpools backup and restore", () => {
  it.each(pairs)("bring all that a %s database holds into an empty %s one", async (from, to) => {
    const afpools = commandLine();
    const [source, target] = [databases[from](afpools), databases[to](afpools)];
    const before = await furnish(afpools, source);
    const file = join(afpools.folder, "pools.backup");
    const made = await afpools(["backup", file, "--json"]);
    expect([made.status, JSON.parse(made.out)]).toEqual([
      0,
      { file, from: expect.any(String), pools: 2, changes: 5, users: 1, tokens: 1 },
    ]);
    if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
    const restored = await afpools(["restore", file, "--store", target]);
    expect([restored.status, restored.err]).toEqual([0, ""]);
    expect(restored.out).toMatch(/ was filled .*: 2 pools, 5 changes of the history, 1 users, 1 tokens/);
    const credentials = before.credentials.filter(({ kind }) => kind === "token");
    expect(await contentsOf(target)).toEqual({ ...before, credentials });
    expect(before.credentials).toHaveLength(2);
    expect((await afpools(["pool", "undo", before.history[1]?.id ?? "", "--store", target])).status).toBe(0);
  });

  it.each(kinds)("make the pools of a %s database that went on what they were, by changes", async (kind) => {
    const afpools = commandLine();
    const url = databases[kind](afpools);
    const before = await furnish(afpools, url);
    const file = join(afpools.folder, "pools.backup");
    await afpools(["backup", file]);
    await afpools(["pool", "rename", "nuke", "swap"]);
    await afpools(["pool", "rename", "GPU", "nuke"]);
    await afpools(["pool", "remove", "nuke", "pc-02"]);
    await afpools(["pool", "rename", "swap", "GPU"]);
    await afpools(["pool", "create", "new"]);
    const wrong = await contentsOf(url);

    const refused = await afpools(["restore", file]);
    expect([refused.status, refused.err]).toEqual([4, expect.stringContaining("use --replace")]);
    const asked = await afpools(["restore", file, "--replace"]);
    expect([asked.status, asked.err]).toEqual([2, expect.stringContaining("Use --yes")]);
    for (const line of ["new: deleted", "+ pc-02", 'GPU: renamed from "nuke"; + pc-02', "users and tokens"]) {
      expect(asked.err).toContain(line);
    }
    expect(await contentsOf(url)).toEqual(wrong);

    expect((await afpools(["restore", file, "--replace", "--yes"])).status).toBe(0);
    const after = await contentsOf(url);
    const names = ({ pools }: StoreContents) =>
      pools.map(({ id, name, hosts }) => [id, name, hosts.map((host) => host.name).sort()]);
    expect(names(after)).toEqual(names(before));
    expect(after.history.slice(0, wrong.history.length)).toEqual(wrong.history);
    expect(after.history.at(-1)?.origin).toBe("cli restore");
    expect(after.users).toEqual(before.users);
    const again = await afpools(["restore", file, "--replace"]);
    expect([again.status, again.out]).toEqual([0, "The pools are as the backup says.\n"]);
  });

  it.each(kinds)("agree in themselves when made while a %s database is written", async (kind) => {
    const afpools = commandLine();
    const [source, target] = [databases[kind](afpools), databases[kind](afpools)];
    const file = join(afpools.folder, "pools.backup");
    await withStore(source, async (store) => {
      const service = new PoolService(store);
      let isDone = false;
      const written = (async () => {
        for (let round = 0; round < 40; round += 1) {
          await service.create({ name: `pool-${round}`, hosts: ["pc-1"] }, anna);
          await service.update(`pool-${round}`, { addHosts: ["pc-2"] }, anna);
          if (round % 2) await service.delete(`pool-${round}`, anna);
        }
      })().finally(() => {
        isDone = true;
      });
      do expect((await afpools(["backup", file, "--store", source])).status).toBe(0);
      while (!isDone);
      await written;
    });
    expect((await afpools(["restore", file, "--store", target])).status).toBe(0);
    const { pools, history } = await contentsOf(target);
    for (const pool of pools) {
      const last = history.findLast(({ poolId }) => poolId === pool.id);
      // A backup may be of the moment between a pool's creation and its first edit.
      expect([last?.kind, last?.revision]).toEqual([
        pool.revision === 1 ? "create" : "update",
        pool.revision,
      ]);
    }
    const alive = new Set<string>();
    for (const { kind: what, poolId } of history)
      what === "delete" ? alive.delete(poolId) : alive.add(poolId);
    expect(new Set(pools.map(({ id }) => id))).toEqual(alive);
  });

  it.each(kinds)("are shown by a server that runs on the %s database", async (kind) => {
    const afpools = commandLine();
    const [source, target] = [databases[kind](afpools), databases[kind](afpools)];
    await furnish(afpools, source);
    const file = join(afpools.folder, "pools.backup");
    await afpools(["backup", file]);
    const daemon = await startDaemon({
      settings: {
        file: "none.json",
        environment: {},
        flags: { store: target, "server.port": 0, "server.httpPort": 0, "log.level": "silent" },
      },
    });
    onTestFinished(() => daemon.close());
    const shown = async () => {
      const { out } = await afpools([
        "pool",
        "list",
        "--json",
        "--server",
        `127.0.0.1:${daemon.address.port}`,
      ]);
      return JSON.parse(out).map(({ name }: { readonly name: string }) => name);
    };
    expect(await shown()).toEqual([]);
    expect((await afpools(["restore", file, "--store", target])).status).toBe(0);
    await vi.waitFor(async () => expect(await shown()).toEqual(["GPU", "nuke"]), 20_000);
    await afpools(["pool", "delete", "GPU", "--yes", "--store", target]);
    await vi.waitFor(async () => expect(await shown()).toEqual(["nuke"]), 20_000);
    await afpools(["restore", file, "--replace", "--yes", "--store", target]);
    await vi.waitFor(async () => expect((await shown()).sort()).toEqual(["GPU", "nuke"]), 20_000);
  });

  it("leave the users of a database alone that has some", async () => {
    const afpools = commandLine();
    await furnish(afpools, databases.sqlite(afpools));
    const file = join(afpools.folder, "pools.backup");
    await afpools(["backup", file]);
    afpools.environment.AFPOOLS_STORE = databases.sqlite(afpools);
    await afpools(["user", "add", "carl", "--role", "admin"]);
    const { status, err } = await afpools(["restore", file]);
    expect([status, err]).toEqual([0, expect.stringContaining("has users already")]);
    const { pools, users, credentials } = await contentsOf(afpools.environment.AFPOOLS_STORE);
    expect([pools.length, users.map(({ name }) => name), credentials]).toEqual([2, ["carl"], []]);
  });

  it("refuse what is no whole backup, and change nothing", async () => {
    const afpools = commandLine();
    await furnish(afpools, databases.sqlite(afpools));
    const file = join(afpools.folder, "pools.backup");
    await afpools(["backup", file]);
    const whole = readFileSync(file);
    const target = databases.sqlite(afpools);
    const cases: [Uint8Array | string, RegExp][] = [
      [whole.subarray(0, whole.length / 2), /is damaged: its end is missing\. Use another one/],
      [whole.toString().replace("pc-02", "pc-09"), /is damaged: its content is not what was written/],
      [whole.toString().replace('"version":2', '"version":99'), /version 99, made by a newer release/],
      ["pools: []", /is not a backup/],
    ];
    for (const [content, message] of cases) {
      writeFileSync(file, content);
      const { status, err } = await afpools(["restore", file, "--store", target]);
      expect([status, err]).toEqual([2, expect.stringMatching(message)]);
    }
    expect((await afpools(["restore", join(afpools.folder, "none")])).status).toBe(2);
    expect(await contentsOf(target)).toEqual({ pools: [], history: [], users: [], credentials: [] });
  });

  it("keep the old file where the new one cannot be written, and leave no draft behind", async () => {
    const afpools = commandLine();
    await furnish(afpools, databases.sqlite(afpools));
    const file = join(afpools.folder, "there");
    await afpools(["backup", file]);
    const old = readFileSync(file, "utf8");
    await afpools(["backup", file]);
    expect(readFileSync(file, "utf8")).not.toBe(old);
    const missing = await afpools(["backup", join(afpools.folder, "no", "folder")]);
    expect([missing.status, missing.err]).toEqual([2, expect.stringContaining("cannot be written")]);
    const taken = await afpools(["backup", afpools.folder]);
    expect(taken.status).toBe(2);
    expect(readdirSync(afpools.folder).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("are for the database itself", async () => {
    const afpools = commandLine();
    for (const words of [["backup"], ["restore", "x"]]) {
      const { status, err } = await afpools([...words, "--server", "http://127.0.0.1:1"]);
      expect([status, err]).toEqual([
        2,
        expect.stringContaining("not through a server, as http://127.0.0.1:1 (--server) is: use --store"),
      ]);
    }
  });
});
