import type { PoolFileEntry } from "../pool-file-entry.js";

/** Pools made of what another system exports, and what of it they do not say. */
export interface ForeignPools {
  readonly pools: readonly PoolFileEntry[];
  /** One sentence each, for people: what has no counterpart. */
  readonly left: readonly string[];
}

/** Collects which hosts are in which pool, both in the order in which they come. */
export class Collected {
  readonly #pools = new Map<string, { readonly name: string; readonly hosts: Set<string> }>();

  add(pool: string, host?: string): void {
    const key = pool.toLowerCase();
    const { hosts } = this.#pools.get(key) ?? this.#begin(key, pool);
    if (host !== undefined) hosts.add(host);
  }

  /** @param description what each of them is for */
  entries(description: string): PoolFileEntry[] {
    return [...this.#pools.values()].map(({ name, hosts }) => ({
      name,
      description,
      hosts: [...hosts],
      rules: [],
    }));
  }

  #begin(key: string, name: string) {
    const pool = { name, hosts: new Set<string>() };
    this.#pools.set(key, pool);
    return pool;
  }
}

/** `2 workers have limits`, or nothing where there is none. */
export function counted(count: number, one: string, many: string): string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
}
