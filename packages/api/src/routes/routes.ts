import * as z from "zod";
import { accessRoutes } from "./access-routes.js";
import { auditRoutes } from "./audit-routes.js";
import { endpoints, type OperationName } from "./endpoints.js";
import { farmRoutes } from "./farm-routes.js";
import { hookRoutes } from "./hook-routes.js";
import { jobRoutes } from "./job-routes.js";
import { poolRoutes } from "./pool-routes.js";
import type { Route } from "./route.js";
import { scanRoutes } from "./scan-routes.js";
import { settingRoutes } from "./setting-routes.js";
import { usageRoutes } from "./usage-routes.js";

/** All operations: what each takes and gives. Server, client and OpenAPI document follow this one table. */
export const routes = {
  ...farmRoutes,
  ...usageRoutes,
  ...poolRoutes,
  ...jobRoutes,
  ...scanRoutes,
  ...settingRoutes,
  ...hookRoutes,
  ...accessRoutes,
  ...auditRoutes,
  getOpenApi: {
    summary: "Get this API as an OpenAPI 3.1 document",
    needs: "nothing",
    result: z.record(z.string(), z.unknown()),
    errors: [],
  },
} as const satisfies Record<OperationName, Route>;

/** The names of all operations, in the order of their paths. */
export const operationNames = Object.keys(endpoints) as readonly OperationName[];

export type RouteParams<O extends OperationName> = OutputOf<O, "params">;
export type RouteQuery<O extends OperationName> = OutputOf<O, "query">;
export type RouteBody<O extends OperationName> = OutputOf<O, "body">;
/** Nothing for an operation that answers nothing. */
export type RouteResult<O extends OperationName> = OutputOf<O, "result">;

type OutputOf<
  O extends OperationName,
  Part extends "params" | "query" | "body" | "result",
> = Part extends keyof (typeof routes)[O]
  ? (typeof routes)[O][Part] extends z.ZodType
    ? z.output<(typeof routes)[O][Part]>
    : undefined
  : undefined;
