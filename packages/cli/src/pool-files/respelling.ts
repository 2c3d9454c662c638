import { type Farm, misspelledHosts, type Pool, type PoolEdit } from "@afpools/core";

/** What makes a pool's hosts spelled as the farm spells them; nothing where they are. */
export function respelling(pool: Pool, farm: Farm): PoolEdit | undefined {
  const misspelled = misspelledHosts(pool, farm);
  if (misspelled.length === 0) return undefined;
  const spellings = new Map(misspelled.map(({ stored, spelled }) => [stored, spelled]));
  return {
    removeHosts: [...spellings.keys()],
    addHosts: pool.hosts.flatMap((host) => {
      const name = spellings.get(host.name);
      return name === undefined ? [] : [{ ...host, name }];
    }),
  };
}
