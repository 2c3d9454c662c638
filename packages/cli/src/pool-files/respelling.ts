import type { Farm, Pool, PoolEdit } from "@afpools/core";
import { misspelledHosts } from "@afpools/core/internal";

/** Makes the hosts of a pool spelled as the farm spells them. */
export interface Respelling {
  readonly kind: "update";
  readonly pool: Pool;
  readonly edit: PoolEdit;
}

/** What makes the hosts of all pools spelled as the farm spells them. */
export function respellings(pools: readonly Pool[], farm: Farm): readonly Respelling[] {
  return pools.flatMap((pool) => {
    const misspelled = misspelledHosts(pool, farm);
    if (misspelled.length === 0) return [];
    const spellings = new Map(misspelled.map(({ stored, spelled }) => [stored, spelled]));
    const addHosts = pool.hosts.flatMap((host) => {
      const name = spellings.get(host.name);
      return name === undefined ? [] : [{ ...host, name }];
    });
    return [{ kind: "update", pool, edit: { removeHosts: [...spellings.keys()], addHosts } }];
  });
}
