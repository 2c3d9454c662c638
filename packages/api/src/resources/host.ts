import type { HostFacts } from "@afpools/core";
import * as z from "zod";
import { listOf, named } from "./named.js";
import { count } from "./values.js";

const work = {
  jobs: listOf(z.string()).describe("The different names of the jobs that it renders."),
};
const held = z.enum(["paused", "nimby", "user-only"]);

const facts: z.ZodType<HostFacts> = named(
  "HostFacts",
  "What a host is and has. What is absent is not known.",
  z.object({
    os: z.exactOptional(z.string()).describe("In Afanasy's words, such as: unix linux 64 debian 12."),
    addresses: z.exactOptional(listOf(z.string())).describe("Of its network interfaces."),
    cores: z.exactOptional(count).describe("Processor cores, as its operating system counts them."),
    ram: z.exactOptional(z.number()).describe("Memory in bytes."),
    disk: z.exactOptional(z.number()).describe("The disk that tasks work on, in bytes."),
    gpu: z.exactOptional(z.string()).describe("The name of its first GPU; empty without one."),
    gpuRam: z.exactOptional(z.number()).describe("That GPU's memory in bytes; 0 without a GPU."),
    users: z.exactOptional(listOf(z.string())).describe("Who is logged in; empty: nobody."),
    properties: z.exactOptional(listOf(z.string())).describe("In Afanasy, its own or its native pool's."),
    keptUntil: z
      .exactOptional(z.string())
      .describe("Something that it measures changes too often, and counts as it was until then."),
    services: z.exactOptional(
      z.object({
        offered: z.exactOptional(listOf(z.string())).describe("Absent: all."),
        disabled: listOf(z.string()),
      }),
    ),
  }),
);

export const host = named(
  "Host",
  "A host of the farm, or one that only pools name.",
  z.object({
    name: z.string().describe("In the farm's own spelling where the farm knows it, else as typed."),
    online: z
      .boolean()
      .nullable()
      .describe("Null where the farm does not know it, as all that follows but its pools."),
    pools: listOf(z.string()).describe("The names of the pools that it is in, by name or by rule."),
    tasks: count.nullable().describe("How many tasks it renders."),
    ...work,
    held: held
      .nullable()
      .describe(
        "What keeps it from rendering: paused, or nimby, for its user alone or for nobody. Null for nothing.",
      ),
    nativePool: z.string().nullable().describe("Its pool among Afanasy's own."),
    address: z.string().nullable(),
    engine: z.string().nullable().describe("The version of its render's program."),
    facts,
  }),
);

export type Host = z.output<typeof host>;

export const render = named(
  "Render",
  "A host that the farm knows, without its pools: they follow from the pools' members.",
  z.object({
    name: z.string().describe("Unique, in the spelling that afserver compares masks with."),
    online: z.boolean(),
    tasks: count
      .nullable()
      .describe(
        "Null where that is not known, as all that follows: a farm that is read from a file has names alone.",
      ),
    ...work,
    held: held.nullable(),
    nativePool: z.string().nullable(),
    address: z.string().nullable(),
    engine: z.string().nullable(),
    facts,
  }),
);

export type Render = z.output<typeof render>;

export const nativePool = named(
  "NativePool",
  "One of Afanasy's own pools, which form a tree and do not overlap.",
  z.object({
    path: z.string(),
    expression: z.string().describe("How a pool expression names it."),
    hosts: listOf(z.string()).describe("The hosts in it and in the pools below it."),
    online: count,
  }),
);

export type NativePool = z.output<typeof nativePool>;
