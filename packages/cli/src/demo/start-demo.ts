import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Afserver } from "@afpools/afanasy";
import { SimulatedAfserver } from "@afpools/afanasy/testing";
import { type CompleteStore, PoolService, type Role } from "@afpools/core";
import { managerFolder } from "@afpools/manager";
import { type Daemon, openStore, startDaemon } from "@afpools/server";
import { Accounts, showLink } from "@afpools/server/internal";
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
  /** Names and passwords, the admin first. */
  readonly users: readonly { readonly name: string; readonly role: Role; readonly password: string }[];
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
    const { signInPath, users } = await fillStore(store);

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
    return { daemon, afserver, signInUrl: daemon.url + signInPath, users, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Pools and users. Their passwords are new each time: one that anybody could know would let web pages and other users of this machine
 * sign in.
 *
 * @returns the users, and the path of the page that signs in the admin
 */
async function fillStore(
  store: CompleteStore,
): Promise<Pick<RunningDemo, "users"> & { readonly signInPath: string }> {
  const pools = new PoolService(store);
  for (const draft of demoPools) await pools.create(draft, { name: "demo", origin: "demo" });
  const { users, credentials } = new Accounts(store.accounts);
  const made = demoUsers.map((user) => ({ ...user, password: randomBytes(9).toString("base64url") }));
  for (const user of made) await users.create(user);
  const { path } = showLink(await credentials.createLink(await users.get(demoUsers[0].name)));
  return { users: made, signInPath: path };
}
