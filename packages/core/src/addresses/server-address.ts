import { AddressFlaw } from "./address-flaw.js";
import { type Endpoint, formatEndpoint, formatHost, readEndpoint } from "./endpoint.js";
import { readAddress } from "./read-address.js";

/** How a server is asked: the pool protocol, without and with TLS; that of 2019; the HTTP API, without and with TLS. */
export type ServerScheme = "tcp" | "tls" | "legacy" | "http" | "https";

/** Where a Pool Server is, and how it is asked. */
export interface ServerAddress extends Endpoint {
  readonly scheme: ServerScheme;
  /** Of `http` and `https`: what stands before `/api`, such as `/pools` behind a proxy; else empty. */
  readonly path: string;
}

const defaultPorts: Readonly<Record<ServerScheme, number>> = {
  tcp: 9999,
  tls: 9999,
  legacy: 9999,
  http: 80,
  https: 443,
};

const usage = "use HOST:PORT, tls://HOST:PORT, http://HOST:PORT or https://HOST:PORT";

/**
 * The address of a Pool Server: `HOST`, `HOST:PORT`, `[IPV6]:PORT` of the pool protocol, with `tls://` before it for TLS and
 * `legacy://` for a server of 2019; `http://HOST:PORT`, `https://HOST:PORT` of the HTTP API.
 *
 * @throws AfpoolsError `INVALID_CONFIG`, naming the part that is wrong
 */
export function parseServerAddress(text: string): ServerAddress {
  return readAddress(text, "the address of a Pool Server", readServerAddress);
}

/** Throws {@link AddressFlaw}. */
function readServerAddress(text: string): ServerAddress {
  const written = /^([a-z][a-z\d+.-]*):\/\//i.exec(text);
  const scheme = (written?.[1] ?? "tcp").toLowerCase();
  if (!isServerScheme(scheme))
    throw new AddressFlaw("scheme", `"${scheme}://" is not one of a server; ${usage}`);
  const rest = text.slice(written?.[0].length ?? 0);
  const [authority = ""] = rest.split(/[/?#]/, 1);
  if (authority.includes("@")) {
    throw new AddressFlaw("user", "it takes no user and password; a token is given apart from the address");
  }
  const endpoint = readEndpoint(authority, defaultPorts[scheme]);
  return { scheme, ...endpoint, path: readPath(scheme, rest.slice(authority.length), written !== null) };
}

/** As it is written: `farm:9999`, `https://pools.studio.lan/pools`. A URL has no port where it is the scheme's own. */
export function formatServerAddress(address: ServerAddress): string {
  const { scheme, host, port, path } = address;
  if (scheme === "tcp") return formatEndpoint(address);
  const isHttp = scheme === "http" || scheme === "https";
  const place = isHttp && port === defaultPorts[scheme] ? formatHost(host) : formatEndpoint(address);
  return `${scheme}://${place}${path}`;
}

function isServerScheme(text: string): text is ServerScheme {
  return Object.hasOwn(defaultPorts, text);
}

function readPath(scheme: ServerScheme, text: string, hasScheme: boolean): string {
  if (/[?#]/.test(text)) throw new AddressFlaw("path", 'nothing that begins with "?" or "#" belongs to it');
  const path = text.replace(/\/+$/, "");
  const isHttp = scheme === "http" || scheme === "https";
  if (path === "" && (hasScheme || text === "")) return "";
  if (!isHttp) throw new AddressFlaw("path", "it ends with the port; nothing follows it");
  if (!/^(\/[\w.~%!$&'()*+,;=:@-]+)+$/.test(path))
    throw new AddressFlaw("path", "its path is not one of a URL");
  return path;
}
