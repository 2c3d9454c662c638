import * as z from "zod";

/** Which part of a list is asked for: parameters of its query. */
export const page = {
  limit: z.exactOptional(z.int().min(1).max(10_000)).describe("The most to give; default: all."),
  after: z
    .exactOptional(z.string().max(1_000))
    .describe("Only those that follow: `next` of the answer before."),
};

export const next = z
  .string()
  .nullable()
  .describe("What to ask for as `after` to get those that follow; null where none follow.");
