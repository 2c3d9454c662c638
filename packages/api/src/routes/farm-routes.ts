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
  "STORE_UNAVAILABLE",
] as const;
const wrongMask = [
  "MASK_EMPTY",
  "MASK_TOO_LARGE",
  "MASK_UNREADABLE",
  "MASK_INEXACT",
  "FARM_UNKNOWN",
] as const;

/** The server, the farm, and what is planned on it. */
export const farmRoutes = {
  getStatus: {
    summary: "The server, what it works with, and who the caller is",
    needs: "viewer",
    result: z.object({ status, caller }),
    errors: [],
  },
  listHosts: {
    summary: "The hosts of the farm and of the pools, in natural order",
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
    summary: "Afanasy's own pools",
    needs: "viewer",
    result: z.object({ pools: listOf(nativePool) }),
    conditional: true,
    errors: ["FARM_UNKNOWN"],
  },
  planMask: {
    summary: "The mask that keeps a job on a pool expression",
    needs: "viewer",
    reads: true,
    body: maskRequest,
    result: z.object({ age, plan: maskPlan }),
    errors: [...wrongExpression, ...wrongMask],
  },
  explainHosts: {
    summary: "Which hosts an expression means, its mask, and why each host is in or out",
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
    summary: "What to set on a job so that it renders on a pool expression and follows it",
    needs: "viewer",
    reads: true,
    body: jobPlanRequest,
    result: z.object({ age, change: poolFieldsChange, plan: jobPlan }),
    errors: [...wrongExpression, ...wrongMask],
  },
} as const satisfies Record<string, Route>;
