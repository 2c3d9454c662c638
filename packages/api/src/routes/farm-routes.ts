import * as z from "zod";
import { caller } from "../resources/caller.js";
import { host, nativePool } from "../resources/host.js";
import { listOf } from "../resources/named.js";
import { next, page } from "../resources/page.js";
import {
  explainedHost,
  jobPlan,
  jobPlanRequest,
  maskPlan,
  maskRequest,
  poolFieldsChange,
} from "../resources/plan.js";
import { status } from "../resources/status.js";
import { age } from "../resources/values.js";
import type { Route } from "./route.js";

const wrongExpression = [
  "INVALID_EXPRESSION",
  "POOL_NOT_FOUND",
  "POOL_CYCLE",
  "REQUEST_TOO_COSTLY",
  "TOO_MANY_REQUESTS",
  "STORE_UNAVAILABLE",
] as const;
const wrongMask = ["MASK_EMPTY", "MASK_TOO_LARGE", "MASK_UNREADABLE", "FARM_UNKNOWN"] as const;

/** The server, the farm, and what is planned on it. */
export const farmRoutes = {
  getStatus: {
    summary: "Get the state of the server, its database and afserver, and the caller",
    needs: "viewer",
    result: z.object({ status, caller }),
    errors: [],
  },
  listHosts: {
    summary: "List hosts of the farm and of pools, in natural order",
    needs: "viewer",
    query: z.strictObject(page),
    result: z.object({
      age,
      farm: z.boolean().describe("Is the farm known, so that its hosts are among them?"),
      hosts: listOf(host),
      next,
    }),
    conditional: true,
    errors: ["REQUEST_TOO_COSTLY", "STORE_UNAVAILABLE"],
  },
  listNativePools: {
    summary: "List Afanasy's own pools",
    needs: "viewer",
    result: z.object({ pools: listOf(nativePool) }),
    conditional: true,
    errors: ["FARM_UNKNOWN"],
  },
  planMask: {
    summary: "Compute the mask for a pool expression",
    needs: "viewer",
    reads: true,
    body: maskRequest,
    result: z.object({ age, plan: maskPlan }),
    errors: [...wrongExpression, ...wrongMask],
  },
  explainHosts: {
    summary: "Explain which hosts a pool expression matches and why, with its mask",
    needs: "viewer",
    reads: true,
    body: maskRequest,
    result: z.object({
      age,
      plan: maskPlan.nullable().describe("Null where no host is left to plan for."),
      hosts: listOf(explainedHost).describe("Those of the farm and of the expression, in natural order."),
    }),
    errors: [...wrongExpression, ...wrongMask],
  },
  planJob: {
    summary: "Compute what to set on a job so that it renders on a pool expression and follows it",
    needs: "viewer",
    reads: true,
    body: jobPlanRequest,
    result: z.object({ age, change: poolFieldsChange, plan: jobPlan }),
    errors: [...wrongExpression, ...wrongMask],
  },
} as const satisfies Record<string, Route>;
