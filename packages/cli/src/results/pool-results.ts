import { poolHost, routes } from "@afpools/api";
import * as z from "zod";

const { shape: written } = routes.createPool.result;

const pool = z
  .object({ ...routes.getPool.result.shape.pool.shape, hosts: z.array(poolHost) })
  .meta({ id: "Pool", description: "A pool with its named hosts, in the order in which they were added." });

/** What one write to a pool did. */
const poolWrite = z
  .object({
    pool: pool.nullable().describe("As it is afterwards; null when it was deleted."),
    change: written.change,
    already: written.already,
    absent: written.absent,
  })
  .meta({ id: "PoolWrite", description: "What a write did, or in a dry run would do." });

/** What `--dry-run` gives, whatever would be written. */
const tried = z
  .object({
    dryRun: z.literal(true),
    writes: z.array(poolWrite),
    jobs: written.jobs.describe("The unfinished jobs that it would touch; null where they are not known."),
  })
  .meta({ id: "DryRun", description: "What would be written, and which jobs that would touch." });

export const poolResults = {
  "pool list": z
    .union([
      z.array(pool),
      z.object({ pools: z.array(pool), native: routes.listNativePools.result.shape.pools }),
    ])
    .describe("With `--native` an object, with Afanasy's own pools."),
  "pool show": pool,
  "pool create": z.union([poolWrite, tried]),
  "pool rename": poolWrite,
  "pool describe": poolWrite,
  "pool strays": z.union([poolWrite, tried]),
  "pool delete": z.union([z.array(poolWrite), tried]),
  "pool add": z.union([poolWrite, tried]),
  "pool remove": z.union([poolWrite, tried]),
  "pool never": z.union([poolWrite, tried]),
  "pool respell": z.union([z.array(poolWrite), tried]),
  "pool import": z.union([z.array(poolWrite), tried]),
  "pool import-native": z.union([z.array(poolWrite), tried]),
  "pool history": routes.listHistory.result.shape.changes,
  "pool undo": poolWrite.extend({
    others: z.array(poolWrite).describe("For a change in a batch: the changes to the other pools."),
  }),
  "host set": z.union([z.array(poolWrite), tried]).describe("Facts are kept as pools, such as rack:B2."),
  "host hold": z.union([poolWrite, tried]).describe("A hold is kept as a pool, such as hold:pc-07."),
  "host release": z.union([poolWrite, z.array(poolWrite), tried]),
  "host holds": z.array(pool),
  plan: tried,
  apply: z.array(poolWrite),
} as const;
