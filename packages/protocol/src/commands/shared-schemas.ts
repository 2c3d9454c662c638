import type { Pool, PoolChange, PoolHost } from "@afpools/core";
import * as z from "zod";

/** A list that its reader does not change, as all of the domain's are. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.array(item).readonly();
}

const poolHost: z.ZodType<PoolHost> = z.object({
  name: z.string(),
  engine: z.string(),
  ip: z.string(),
  port: z.string(),
});

export const pool: z.ZodType<Pool> = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  hosts: listOf(poolHost),
  rules: listOf(z.string()),
  revision: z.number(),
  changedBy: z.string(),
  changedAt: z.string(),
});

const textChange = z.object({ before: z.string(), after: z.string() });

export const poolChange: z.ZodType<PoolChange> = z.object({
  id: z.string(),
  kind: z.enum(["create", "update", "delete"]),
  poolId: z.string(),
  poolName: z.string(),
  revision: z.number(),
  diff: z.object({
    name: z.exactOptional(textChange),
    description: z.exactOptional(textChange),
    hosts: z.exactOptional(z.object({ removed: listOf(poolHost), added: listOf(poolHost) })),
    rules: z.exactOptional(z.object({ removed: listOf(z.string()), added: listOf(z.string()) })),
  }),
  by: z.string(),
  origin: z.string(),
  at: z.string(),
  undoes: z.exactOptional(z.string()),
  batch: z.exactOptional(z.string()),
});
