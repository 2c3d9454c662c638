import type { ConnectionOptions } from "node:tls";

/** TLS as `node:tls` takes it. The server's certificate is always verified: against `ca`, or the system's authorities. */
export type ClientTls = Pick<ConnectionOptions, "ca" | "cert" | "key" | "servername">;

/** Where a Pool Server listens. */
export interface ServerAddress {
  /** A name or an IP address. */
  readonly host: string;
  readonly port: number;
  /** With it, an empty object too, the connection is encrypted. */
  readonly tls?: ClientTls;
}

/** As in an URL: `pools.studio:9999`, `[::1]:9999`. */
export function formatAddress({ host, port }: ServerAddress): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
