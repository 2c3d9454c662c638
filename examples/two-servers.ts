// Two Pool Servers over one MongoDB, as a farm runs them so that one may fail: what is edited through one is in the other within
// two seconds, and one of the two, by a lease in the database, keeps jobs on their pools.
import { setTimeout } from "node:timers/promises";
import { createPoolClient, type PoolClient } from "@afpools/protocol/client";
import { startDaemon } from "@afpools/server";

const store = process.env.AFPOOLS_STORE ?? "mongodb://127.0.0.1:27017/afpools";

/** As `afpools serve --store mongodb://…` on a machine of its own. */
const startServer = () =>
  startDaemon({
    settings: {
      file: "none.json",
      environment: {},
      flags: {
        store,
        "server.port": 0,
        "server.httpPort": 0,
        "server.writes": "loopback",
        "afanasy.server": "none",
        "log.level": "silent",
      },
    },
  });

const servers = await Promise.all([startServer(), startServer()]);
const [first, second] = servers.map(({ address }) =>
  createPoolClient({ host: "127.0.0.1", port: address.port }),
) as [PoolClient, PoolClient];

const name = `gpu ${Date.now()}`;
await first.createPool({ author: "anna", name, hosts: ["pc-01"] });

/** Asks the second server until it has the pool, as its plug-ins and pages would see it. */
async function seenBySecond(wanted: readonly string[]) {
  for (;;) {
    const pool = (await second.pools()).pools.find((one) => one.name === name);
    if (pool && wanted.every((host) => pool.hosts.includes(host))) return pool;
    await setTimeout(50);
  }
}
console.log("the second server has", (await seenBySecond(["pc-01"])).hosts);

// Edits through both at once are edits of the same pool: neither is lost.
await Promise.all([
  first.updatePool({ author: "anna", pool: name, edit: { addHosts: ["pc-02"] } }),
  second.updatePool({ author: "ben", pool: name, edit: { addHosts: ["pc-03"] } }),
]);
const pool = await seenBySecond(["pc-01", "pc-02", "pc-03"]);
console.log("after edits through both:", pool.hosts.length, "hosts, revision", pool.revision);

await first.deletePool({ author: "anna", pool: name });
await Promise.all([first.close(), second.close()]);
await Promise.all(servers.map((server) => server.close()));
