import { nativePoolChains } from "../farm/native-pool-chains.js";
import type { NativePool } from "../model/native-pool.js";

/**
 * The properties that each native pool, by its path, gives to its renders without own ones: its own, or else those of the
 * nearest pool above that has some.
 */
export function nativeProperties(pools: readonly NativePool[]): ReadonlyMap<string, string> {
  const chainOf = nativePoolChains(pools);
  return new Map(
    pools.map(({ name }) => [
      name,
      chainOf(name)
        .map((pool) => pool.properties_host)
        .find(Boolean) ?? "",
    ]),
  );
}
