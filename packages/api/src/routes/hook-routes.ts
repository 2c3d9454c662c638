import * as z from "zod";
import { hook } from "../resources/hook.js";
import { listOf } from "../resources/named.js";
import type { Route } from "./route.js";

export const hookRoutes = {
  listHooks: {
    summary: "List webhooks and how they fare",
    needs: "admin",
    result: z.object({ hooks: listOf(hook) }),
    errors: ["STORE_UNAVAILABLE"],
  },
  testHook: {
    summary: "Send a test to a webhook",
    description: "Takes no `Idempotency-Key`: it changes nothing.",
    needs: "admin",
    params: z.object({ hook: z.string().describe("Its name.") }),
    result: z.object({
      delivered: z.boolean(),
      result: z.string().describe("The status of its answer, or why there was none."),
    }),
    errors: ["HOOK_NOT_FOUND"],
  },
} as const satisfies Record<string, Route>;
