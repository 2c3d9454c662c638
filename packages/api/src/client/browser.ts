import { browserPlatform } from "./browser-platform.js";
import { type ApiClient, type ApiClientOptions, makeClient } from "./make-client.js";

export { pagePaths } from "../routes/endpoints.js";
export { toCorePool, toFarm } from "./core-values.js";
export { stateAfter, stateOf } from "./server-state.js";
export type * from "./types.js";

/** A client of a server's API, for a page: by the browser's own `fetch` and `WebSocket`. */
export function createApiClient(options: ApiClientOptions = {}): ApiClient {
  return makeClient(options, browserPlatform);
}
