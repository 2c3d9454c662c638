import * as z from "zod";
import { named } from "./named.js";
import { role } from "./role.js";

export const caller = named(
  "Caller",
  "Who makes the request, as the server knows it.",
  z.object({
    name: z.string().nullable().describe("Null for somebody who is not signed in."),
    /** Null for somebody who may not even look. */
    role: role.nullable(),
    by: z.enum(["nothing", "session", "token"]).describe("How the caller is known."),
  }),
);

export type Caller = z.output<typeof caller>;
