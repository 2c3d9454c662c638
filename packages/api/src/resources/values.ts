import * as z from "zod";

/** A moment: ISO 8601 in UTC, with milliseconds. */
export const time = z.string().meta({ format: "date-time" });

/** How old an answer's pools are: whole seconds since the database answered last, 0 while it does. */
export const age = z.int().nonnegative();

/** A number that counts things. */
export const count = z.int().nonnegative();

/** How masks say a set of hosts. */
export const maskForm = z.enum(["include", "exclude", "include-lookahead", "exclude-lookahead", "find"]);
