import { isIPv6 } from "node:net";
import { hostname } from "node:os";

/** Where a browser finds the page of a server that listens there. One that listens everywhere is called by its machine's name. */
export function pageUrl({
  host,
  port,
  isSecure,
}: {
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
}): string {
  const isEverywhere = host === "0.0.0.0" || host === "::" || host === "";
  const name = isEverywhere ? hostname() : isIPv6(host) ? `[${host}]` : host;
  return `${isSecure ? "https" : "http"}://${name}:${port}`;
}
