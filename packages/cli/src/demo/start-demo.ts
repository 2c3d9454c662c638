import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Afserver } from "@afpools/afanasy";
import { SimulatedAfserver } from "@afpools/afanasy/testing";
import { PoolService, type PoolStore } from "@afpools/core";
import { managerFolder } from "@afpools/manager";
import { Accounts, type Daemon, openStore, showLink, startDaemon } from "@afpools/server";
import { demoPools, demoUsers, fillFarm } from "./demo-farm.js";
import { DemoWork } from "./demo-work.js";

export interface DemoOptions {
  readonly port: string;
  readonly httpPort: string;
}

export interface RunningDemo {
  readonly daemon: Daemon;
  /** The address of the page that signs in who opens it, once. */
  readonly signInUrl: string;
  /** Of the simulated afserver, for other programs. */
  readonly afserver: string;
  close(): Promise<void>;
}

/**
 * A Pool Server over a farm that is only simulated, with pools, users and jobs. Nothing of it is left behind, also where it
 * cannot be started.
 *
 * @throws AfpoolsError as `startDaemon`, such as where a port is taken
 */
export async function startDemo({ port, httpPort }: DemoOptions): Promise<RunningDemo> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (let closer = closers.pop(); closer; closer = closers.pop()) await closer();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), "afpools-demo-"));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    const url = `sqlite:${join(folder, "pools.db")}`;
    const store = openStore(url);
    closers.push(() => store.close());
    const signInPath = await fillStore(store);

    const simulated = await SimulatedAfserver.start({
      cycleMs: 1_000,
      startTime: Math.floor(Date.now() / 1_000),
    });
    closers.push(() => simulated.stop());
    fillFarm(simulated.farm);
    const afserver = `127.0.0.1:${simulated.address.port}`;
    const daemon = await startDaemon({
      settings: {
        file: join(folder, "config.json"),
        environment: {},
        flags: {
          store: url,
          "server.port": port,
          "server.httpPort": httpPort,
          "server.writes": "loopback",
          "afanasy.server": afserver,
          "log.level": "warn",
        },
      },
      managerFolder,
    });
    closers.push(() => daemon.close());
    const work = new DemoWork(simulated.farm, new Afserver(simulated.address), store);
    closers.push(() => work.close());
    await work.start();
    return { daemon, afserver, signInUrl: daemon.url + signInPath, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @returns the path of the page that signs in the admin. */
async function fillStore(store: PoolStore): Promise<string> {
  const pools = new PoolService(store);
  for (const draft of demoPools) await pools.create(draft, { name: "demo", origin: "demo" });
  const { users, credentials } = new Accounts(store.accounts);
  for (const user of demoUsers) await users.create(user);
  return showLink(await credentials.createLink(await users.get(demoUsers[0].name))).path;
}
