import type { Farm } from "../farm/farm.js";
import type { Pool } from "./pool.js";

/** A host that a pool spells otherwise than the farm. */
export interface Misspelling {
  /** As the pool has it. */
  readonly stored: string;
  /** As the render is called. */
  readonly spelled: string;
}

/**
 * The named hosts of a pool whose spelling is none of the farm's, such as `LT-PC-01` where the render is called `lt-pc-01`. Names
 * are compared without regard to case here, and by their very spelling by clients of the 2019 tool.
 */
export function misspelledHosts({ hosts }: Pick<Pool, "hosts">, farm: Farm): readonly Misspelling[] {
  return hosts.flatMap(({ name: stored }) => {
    const spelled = farm.spell(stored);
    return spelled === stored ? [] : [{ stored, spelled }];
  });
}
