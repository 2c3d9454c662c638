export type * from "./client/types.js";
export { httpStatus } from "./errors/http-status.js";
export { problemType, toProblem } from "./errors/to-problem.js";
export { jsonSchemaOptions, openApiDocument } from "./openapi/open-api-document.js";
export { serverMessage } from "./resources/event.js";
export { jobPlacement, jobStatuses } from "./resources/job.js";
export { poolHost } from "./resources/pool.js";
export { problem } from "./resources/problem.js";
export { closeCodes } from "./routes/close-codes.js";
export {
  apiPath,
  type Endpoint,
  endpoints,
  eventsPath,
  pagePaths,
  socketTokenPrefix,
} from "./routes/endpoints.js";
export type { Needs, Route } from "./routes/route.js";
export {
  operationNames,
  type RouteBody,
  type RouteParams,
  type RouteQuery,
  type RouteResult,
  routes,
} from "./routes/routes.js";
