// What tests run in processes of their own; started by child-process.ts with a task and its arguments.
import { writeSync } from "node:fs";
import { AfpoolsError, PoolService } from "@afpools/core";
import { creation } from "@afpools/core/testing";
import { openSqliteStore } from "../index.js";

// Not console.log: what was said must have left this process when the next thing happens to it.
const say = (text: string) => void writeSync(1, `${text}\n`);
const author = { name: "child", origin: "test" };

const tasks: Readonly<Record<string, (path: string, argument: string) => Promise<void>>> = {
  /** Makes one pool. */
  async create(path, name) {
    const store = openSqliteStore(path);
    await store.write(creation(1, name, ["pc-01"]));
    await store.close();
  },

  /** Opens the database when told to on stdin, with others that are told at the same time. */
  async open(path, name) {
    say("ready");
    await new Promise((resolve) => process.stdin.once("data", resolve));
    const store = openSqliteStore(path);
    await new PoolService(store).create({ name }, author);
    await store.close();
    process.exit();
  },

  /** Adds fifty hosts to one pool, one by one. */
  async addHosts(path, prefix) {
    const store = openSqliteStore(path);
    const service = new PoolService(store);
    for (let index = 0; index < 50; index += 1) {
      await service.update("shared", { addHosts: [`${prefix}-${index}`] }, author);
    }
    await store.close();
  },

  /** Makes, changes and deletes pools until it is killed; says the id of each change once it is acknowledged. */
  async churn(path, prefix) {
    const service = new PoolService(openSqliteStore(path));
    service.subscribe((change) => say(change.id));
    for (let index = 0; ; index += 1) {
      const name = `${prefix}-${index}`;
      const hosts = Array.from({ length: 40 }, (_, host) => `pc-${index}-${host}`);
      await service.create({ name, hosts }, author);
      await service.update(name, { addHosts: ["extra"], removeHosts: hosts.slice(0, 20) }, author);
      if (index % 2) await service.delete(name, author);
    }
  },

  /** Tries to write a database that may not be written, and says how that ends. */
  async openWithoutRights(path) {
    // Permissions do not stop root; this is the user "nobody".
    if (process.getuid?.() === 0) process.setuid?.(65_534);
    try {
      const store = openSqliteStore(path);
      await store.write(creation(1, "gpu"));
      say("written");
    } catch (error) {
      say(error instanceof AfpoolsError ? `${error.code} ${error.message}` : String(error));
    }
  },
};

const [task = "", path = "", argument = ""] = process.argv.slice(2);
await tasks[task]?.(path, argument);
