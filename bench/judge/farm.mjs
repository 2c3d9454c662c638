import { applyPool } from "@afpools/afanasy";
import { pooledJob } from "@afpools/afanasy/internal";
import { Farm } from "@afpools/core";
import { hostNames } from "../api/host-names.mjs";
import { aJob } from "../farm-at-rest.mjs";

/** Hosts, pools of 200 of them, and as many jobs as hosts, on one of 500 expressions at most; a tenth of them is on one pool. */
export function largeFarm(hostCount) {
  const poolSize = Math.min(200, hostCount / 5);
  const hosts = hostNames(hostCount);
  const farm = new Farm(hosts.map((name) => ({ name, online: true, nativePool: "/" })));
  const pools = Array.from({ length: hostCount / 10 }, (_, number) => {
    const first = (number * 37) % (hostCount - poolSize);
    return aPool(number, hosts.slice(first, first + poolSize));
  });
  const context = { pools, farm, dialect: "3.4", nativePools: ["/"] };
  const expressions = Array.from({ length: Math.min(500, pools.length / 2) }, (_, number) =>
    expression(number, pools),
  );
  const placed = expressions.map((text) => applyPool(aJob("shot"), text, context).job);
  const jobs = Array.from({ length: hostCount }, (_, at) =>
    onPool(placed[at % 10 === 0 ? 0 : at % placed.length], at + 1),
  );
  return { hosts, farm, pools, context, jobs };
}

/** A job as afserver lists it, with what was written on it. */
export function onPool(placed, serial) {
  return pooledJob({ ...placed, id: serial, serial, state: new Set(["RDY"]) });
}

export function aPool(number, names) {
  return {
    id: (number + 1).toString(16).padStart(24, "0"),
    name: `pool-${number}`,
    description: "",
    hosts: names.map((name) => ({ name, addedBy: "", addedAt: "" })),
    rules: [],
    revision: 1,
    changedBy: "",
    changedAt: "",
  };
}

/** Most jobs are on one pool, some on two, some on all of a pool but another one's hosts. */
function expression(number, pools) {
  const pool = `pool-${number}`;
  const other = `pool-${(number + 3) % pools.length}`;
  if (number % 10 === 8) return `${pool} + ${other}`;
  if (number % 10 === 9) return `${pool} - ${other}`;
  return pool;
}
