// Keeps the pool "nuke" as the studio's inventory of machines says, as a nightly job does: only what differs is written, and the
// history says that the inventory did it. Then it asks what a job needs to render there.
import { hostKey, PoolService, planMask, resolveExpression } from "@afpools/core";
import { openMongoStore } from "@afpools/store-mongo";

// Stands in for the inventory.
const machines = [
  { host: "pc-01", software: ["nuke", "houdini"] },
  { host: "pc-02", software: ["houdini"] },
  { host: "pc-03", software: ["nuke"] },
];

const store = openMongoStore(process.env.AFPOOLS_STORE ?? "mongodb://127.0.0.1:27017/afpools");
const pools = new PoolService(store);
const author = { name: "inventory", origin: "pipeline" };

const wanted = machines.filter(({ software }) => software.includes("nuke")).map(({ host }) => host);
const keys = new Set(wanted.map(hostKey));
const now = await store.findPool("nuke");
const { change } = now
  ? await pools.update(
      now.id,
      {
        addHosts: wanted,
        removeHosts: now.hosts.map(({ name }) => name).filter((name) => !keys.has(hostKey(name))),
      },
      author,
      // Somebody who edits the pool meanwhile is not overruled: this ends with CONFLICT then, and the next night does it.
      { ifRevision: now.revision },
    )
  : await pools.create({ name: "nuke", hosts: wanted }, author);
console.log(change ? `nuke is at revision ${change.revision}` : "nuke is as the inventory says");

// Expressions are resolved here: no server has to run. Without a farm the names are as they stand in the pools.
const resolution = resolveExpression("nuke - host:pc-03", await pools.list());
console.log(planMask({ resolution }).fields);
await store.close();
