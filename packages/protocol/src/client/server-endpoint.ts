import type { ConnectionOptions } from "node:tls";
import type { Endpoint } from "@afpools/core/internal";

/** TLS as `node:tls` takes it. The server's certificate is always verified: against `ca`, or the system's authorities. */
export type ClientTls = Pick<ConnectionOptions, "ca" | "cert" | "key" | "servername">;

/** Where a Pool Server listens. */
export interface ServerEndpoint extends Endpoint {
  /** With it, an empty object too, the connection is encrypted. */
  readonly tls?: ClientTls;
}
