import * as z from "zod";
import { named } from "./named.js";
import { count, time } from "./values.js";

export const hook = named(
  "Hook",
  "A webhook of the server. Its address is a secret, and not told.",
  z.object({
    name: z.string(),
    sends: z
      .boolean()
      .describe("Does this server send? Of several on one database one does, and knows what follows."),
    last: z
      .object({ at: time, result: z.string() })
      .nullable()
      .describe("The last answer or failure since the server started."),
    failing: z.boolean(),
    failingSince: time.nullable().describe("When the first of the deliveries failed that failed since."),
    waiting: count.describe(
      "Deliveries that wait in the database. Of changes, no more than the last 1,000 are looked at.",
    ),
  }),
);
