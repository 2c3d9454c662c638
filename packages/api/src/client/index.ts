import { type ApiClient, type ApiClientOptions, makeClient } from "./make-client.js";
import { type ApiClientTls, nodePlatform } from "./node-platform.js";

export { pagePaths } from "../routes/endpoints.js";
export { toCorePool, toFarm } from "./core-values.js";
export type { ApiClientTls } from "./node-platform.js";
export { stateAfter, stateOf } from "./server-state.js";
export type * from "./types.js";

export interface NodeApiClientOptions extends ApiClientOptions {
  /** For `https:` with an authority of one's own. */
  readonly tls?: ApiClientTls;
}

/**
 * A client of a server's API, by Node's `fetch` and the WebSocket of `ws`. A bundler for browsers takes the one that needs
 * neither, under the same name.
 *
 * @throws AfpoolsError `INVALID_CONFIG` when the server's address cannot be.
 */
export function createApiClient({ tls, ...options }: NodeApiClientOptions): ApiClient {
  return makeClient(options, nodePlatform(tls));
}
