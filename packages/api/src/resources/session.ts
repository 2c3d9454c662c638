import * as z from "zod";
import { caller } from "./caller.js";
import { named } from "./named.js";

export const session = named(
  "Session",
  "Who the caller is, and what there is to know before signing in.",
  z.object({
    caller,
    hasPassword: z.boolean().describe("Has the caller a password, which must be said to change it?"),
    external: z.boolean().describe("Does the caller sign in by the provider, which then keeps the password?"),
    provider: z
      .string()
      .nullable()
      .describe("The name of the provider that signs people in (OpenID Connect); null: there is none."),
    anonymous: z.enum(["viewer", "none"]).describe("What those may do who are not signed in."),
    hasAdmin: z
      .boolean()
      .describe(
        "Is there somebody who may sign in as admin? While there is not, the server prints a link that makes one.",
      ),
  }),
);

export type Session = z.output<typeof session>;
