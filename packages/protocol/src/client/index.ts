export type { LegacyClient, LegacyPool } from "../legacy/legacy-pool.js";
export {
  type Aged,
  type CallOptions,
  createPoolClient,
  type PoolClient,
  type PoolClientOptions,
} from "./pool-client.js";
export type { ClientTls, ServerEndpoint } from "./server-endpoint.js";
