import { z } from "zod";

/** A whole number within the bounds, as such or as its digits in a text: environment and flags have only texts. */
export function integer(min: number, max: number): z.ZodType<number> {
  const error = `it takes a whole number from ${min} to ${max}`;
  return z.preprocess(
    (value) => (typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : value),
    z.int({ error }).min(min, { error }).max(max, { error }),
  );
}
