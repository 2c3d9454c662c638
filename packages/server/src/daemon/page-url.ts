import { hostname } from "node:os";
import { formatHost } from "@afpools/core/internal";

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
  const name = formatHost(isEverywhere ? hostname() : host);
  return `${isSecure ? "https" : "http"}://${name}:${port}`;
}
