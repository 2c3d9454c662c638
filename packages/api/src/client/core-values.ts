import { Farm, type Pool, poolHost } from "@afpools/core";
import type { Render } from "../resources/host.js";
import type { Pool as ApiPool } from "../resources/pool.js";

/** A pool as `@afpools/core` takes it, to work out members and expressions. */
export function toCorePool(pool: ApiPool): Pool {
  return { ...pool, hosts: pool.hosts.map(poolHost) };
}

/** The farm of these hosts as `@afpools/core` takes it. */
export function toFarm(hosts: Iterable<Render>): Farm {
  return new Farm(
    Array.from(hosts, ({ name, online, address, engine, nativePool, facts }) => ({
      name,
      online,
      ...(address !== null && { address }),
      ...(engine !== null && { engine }),
      ...(nativePool !== null && { nativePool }),
      ...(Object.keys(facts).length > 0 && { facts }),
    })),
  );
}
