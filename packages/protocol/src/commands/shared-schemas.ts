import type { HostFacts, Pool, PoolChange, PoolHost } from "@afpools/core";
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
  restartStrays: z.exactOptional(z.boolean()),
  revision: z.number(),
  changedBy: z.string(),
  changedAt: z.string(),
});

export const hostFacts: z.ZodType<HostFacts> = z.object({
  os: z.exactOptional(z.string()),
  addresses: z.exactOptional(listOf(z.string())),
  cores: z.exactOptional(z.number()),
  ram: z.exactOptional(z.number()),
  disk: z.exactOptional(z.number()),
  gpu: z.exactOptional(z.string()),
  gpuRam: z.exactOptional(z.number()),
  users: z.exactOptional(listOf(z.string())),
  properties: z.exactOptional(listOf(z.string())),
  keptUntil: z.exactOptional(z.string()),
  services: z.exactOptional(
    z.object({ offered: z.exactOptional(listOf(z.string())), disabled: listOf(z.string()) }),
  ),
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
    restartStrays: z.exactOptional(z.object({ before: z.boolean(), after: z.boolean() })),
  }),
  by: z.string(),
  origin: z.string(),
  at: z.string(),
  undoes: z.exactOptional(z.string()),
  batch: z.exactOptional(z.string()),
});
