import * as z from "zod";
import { listOf } from "./shared-schemas.js";

/** What the server is, what it can do, and how fresh its pools are. */
export const hello = {
  access: "read",
  args: z.strictObject({}),
  result: z.object({
    /** Always `afpools`: tells this server from another program on the port. */
    server: z.literal("afpools"),
    serverVersion: z.string(),
    /** The versions of the protocol that it speaks; 1 is the legacy one. */
    versions: listOf(z.number()),
    /** The commands that it knows. */
    commands: listOf(z.string()),
    snapshot: z.object({
      pools: z.number(),
      /** Seconds since the database answered last; 0 while it does. */
      age: z.number(),
      /** Why the database does not answer; `null` while it does. */
      away: z.string().nullable(),
    }),
    /** What the server knows of the farm from afserver: `known` is false while it has not heard from it. */
    farm: z.object({ known: z.boolean(), hosts: z.number(), online: z.number() }),
    /** Does the server carry out writes of this client? */
    writes: z.boolean(),
    /**
     * Addresses that asked by the 2019 protocol within 24 hours, those of them whose last answer was longer than such a
     * client reads, and the length of the latest answer's body in bytes. Absent from servers that do not count.
     */
    legacy: z.exactOptional(z.object({ clients: z.number(), cut: z.number(), bytes: z.number() })),
  }),
} as const;
