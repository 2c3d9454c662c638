import type { Farm, Pool, StoreFinding } from "@afpools/core";
import { misspelledHosts } from "@afpools/core/internal";

/** As many hosts of a pool are named. */
const maxNamed = 5;

/** The hosts that pools spell otherwise than the farm: clients of the 2019 tool take them for hosts that are not there. */
export function examineSpellings(pools: readonly Pool[], farm: Farm | undefined): StoreFinding[] {
  if (!farm) return [];
  return pools.flatMap((pool) => {
    const misspelled = misspelledHosts(pool, farm);
    if (misspelled.length === 0) return [];
    const named = misspelled.slice(0, maxNamed).map(({ stored, spelled }) => `${stored} (${spelled})`);
    const more = misspelled.length > maxNamed ? `, and ${misspelled.length - maxNamed} more` : "";
    return [
      {
        severity: "warning" as const,
        subject: `pool ${JSON.stringify(pool.name)}`,
        message: `The farm spells ${named.join(", ")}${more} otherwise, as in brackets. Programs that read the database compare exact names, such as those of the 2019 tool. Mend it: afpools pool respell.`,
      },
    ];
  });
}
