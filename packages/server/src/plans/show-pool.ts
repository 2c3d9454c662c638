import type { Pool as ApiPool } from "@afpools/api";
import type { Pool } from "@afpools/core";

/** A pool as the API tells it: its members by name alone. */
export function showPool({ hosts, ...pool }: Pool): ApiPool {
  return { ...pool, hosts: hosts.map(({ name }) => name) };
}
