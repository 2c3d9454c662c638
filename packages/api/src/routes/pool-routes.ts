import * as z from "zod";
import { batchWrite, poolChange, poolOrder, poolWrite, undoWrite } from "../resources/change.js";
import { listOf } from "../resources/named.js";
import { next, page } from "../resources/page.js";
import { pool, poolDraft, poolEdit, poolMember } from "../resources/pool.js";
import { age, time } from "../resources/values.js";
import type { Route } from "./route.js";

const ofPool = z.object({ pool: z.string().describe("Its id or its name.") });

const dryRun = {
  dryRun: z
    .exactOptional(z.boolean())
    .describe("Tells what the write would do and refuses what it would refuse, but writes nothing."),
};

/** What every write of a pool may be refused with. */
const refusals = ["CONFLICT", "NAME_TAKEN", "POOL_IN_USE", "STORE_UNAVAILABLE"] as const;
const wrongMembers = [
  "INVALID_POOL_NAME",
  "INVALID_HOST_NAME",
  "INVALID_HOST_PATTERN",
  "INVALID_EXPRESSION",
  "POOL_NOT_FOUND",
  "POOL_CYCLE",
  "REQUEST_TOO_COSTLY",
] as const;

export const poolRoutes = {
  listPools: {
    summary: "List pools",
    needs: "viewer",
    query: z.strictObject({
      ...page,
      all: z.exactOptional(z.boolean()).describe("Also holds that are over."),
    }),
    result: z.object({ age, pools: listOf(pool), next }),
    conditional: true,
    errors: ["REQUEST_TOO_COSTLY", "STORE_UNAVAILABLE"],
  },
  createPool: {
    summary: "Create a pool",
    needs: "editor",
    query: z.strictObject(dryRun),
    body: poolDraft,
    result: poolWrite,
    etag: true,
    idempotent: true,
    errors: [...wrongMembers, ...refusals],
  },
  getPool: {
    summary: "Get a pool with its members",
    needs: "viewer",
    params: ofPool,
    result: z.object({ age, pool, members: listOf(poolMember) }),
    etag: true,
    errors: ["POOL_NOT_FOUND", "TOO_MANY_REQUESTS", "STORE_UNAVAILABLE"],
  },
  updatePool: {
    summary: "Change a pool",
    description:
      "Removals are done first. Without `If-Match` the edit is done to the pool as it is; with it, it is refused (412, `CONFLICT`) unless the pool is at that revision, and `details` names both sides.",
    needs: "editor",
    params: ofPool,
    query: z.strictObject(dryRun),
    body: poolEdit,
    result: poolWrite,
    etag: true,
    ifMatch: true,
    idempotent: true,
    errors: [...wrongMembers, ...refusals],
  },
  deletePool: {
    summary: "Delete a pool",
    needs: "editor",
    params: ofPool,
    query: z.strictObject(dryRun),
    result: poolWrite,
    ifMatch: true,
    idempotent: true,
    errors: ["POOL_NOT_FOUND", "CONFLICT", "POOL_IN_USE", "STORE_UNAVAILABLE"],
  },
  changePools: {
    summary: "Change several pools, all or none",
    description:
      "The writes are done in their order, each to another pool. They are one change to people: beside one another in the history, and undone together. What rules name need be there only when all are done.",
    needs: "editor",
    query: z.strictObject(dryRun),
    body: z.strictObject({ writes: listOf(poolOrder) }),
    result: batchWrite,
    idempotent: true,
    errors: ["NOT_SUPPORTED", ...wrongMembers, ...refusals],
  },
  listHistory: {
    summary: "List changes of pools, newest first",
    needs: "viewer",
    query: z.strictObject({
      pool: z
        .exactOptional(z.string())
        .describe("Of this pool alone, a deleted one too: its id or its name."),
      limit: z
        .exactOptional(z.int().min(1).max(1_000))
        .describe("The most to give; default: 50. Fewer are given where they are large."),
      before: z
        .exactOptional(z.string())
        .describe("Only changes older than the change of this id: `next` of the answer before."),
      by: z.exactOptional(z.string()).describe("By this author, whatever the case of the name."),
      host: z
        .exactOptional(z.string())
        .describe(
          "That add or remove this host by its name, or a rule, a hold too, that is its name or a pattern which matches it.",
        ),
      kind: z.exactOptional(z.enum(["create", "update", "delete", "undo"])),
      since: z.exactOptional(time).describe("At this moment or later."),
      until: z.exactOptional(time).describe("Before this moment."),
    }),
    result: z.object({
      changes: listOf(poolChange),
      more: z.boolean().describe("Are there older ones that may be meant?"),
      next: z
        .string()
        .nullable()
        .describe("What to ask for as `before` to get older ones; null where there are none."),
    }),
    conditional: true,
    errors: ["POOL_NOT_FOUND", "CHANGE_NOT_FOUND", "STORE_UNAVAILABLE"],
  },
  undoChange: {
    summary: "Undo a change by a new one",
    description:
      "Hosts and rules that were changed again since are left as they are. Undoing one change of a batch undoes all of them.",
    needs: "editor",
    params: z.object({ change: z.string().describe("The change's id.") }),
    query: z.strictObject(dryRun),
    result: undoWrite,
    etag: true,
    idempotent: true,
    errors: ["CHANGE_NOT_FOUND", "POOL_NOT_FOUND", "POOL_CYCLE", "NOT_SUPPORTED", ...refusals],
  },
} as const satisfies Record<string, Route>;
