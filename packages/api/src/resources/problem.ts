import type { ErrorCode, ErrorDetails } from "@afpools/core";
import * as z from "zod";
import { named } from "./named.js";

export const problem = named(
  "Problem",
  "What went wrong (RFC 9457).",
  z.object({
    type: z.string().describe("`urn:afpools:error:` and the code."),
    title: z.string().describe("The code in words."),
    status: z.int(),
    detail: z.string().describe("What was wrong, where, and what to do."),
    code: z
      .custom<ErrorCode>((code) => typeof code === "string")
      .meta({ type: "string" })
      .describe("Stable: what programs go by."),
    /** The same as data: the offending text, both revisions, … */
    details: z
      .custom<ErrorDetails>((details) => typeof details === "object" && details !== null)
      .meta({
        type: "object",
      }),
  }),
);

export type Problem = z.output<typeof problem>;
