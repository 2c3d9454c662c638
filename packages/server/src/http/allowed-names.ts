import { isIP } from "node:net";
import { AfpoolsError } from "@afpools/core";
import { quoted } from "@afpools/core/internal";

/** What tells which page made a browser send a request. Browsers send it, and pages cannot change it. */
export interface OriginHeaders {
  readonly origin: string | undefined;
  readonly host: string | undefined;
  /** `Sec-Fetch-Site`. */
  readonly site: string | undefined;
}

/**
 * Which page made a browser send a request:
 *
 * - `same`: one of this server;
 * - `allowed`: one of an origin in `server.origins`;
 * - `other`: any other;
 * - `unknown`: nothing says so, as with programs that are no browser.
 */
export type RequestOrigin = "same" | "allowed" | "other" | "unknown";

export interface AllowedNamesOptions {
  /** Names by which the server is asked, in lower case; `*.studio.example` stands for every name that ends so. */
  readonly names: () => readonly string[];
  /** Origins of the pages of others that may ask it. */
  readonly origins: () => readonly string[];
}

/**
 * By which names the server may be asked, and by pages of which origins. An IP address and `localhost` are always allowed: a
 * page of another server can have its own name resolved to this server's address (DNS rebinding), but not these.
 */
export class AllowedNames {
  readonly #options: AllowedNamesOptions;

  constructor(options: AllowedNamesOptions) {
    this.#options = options;
  }

  /**
   * @param host the header `Host`; nothing where a client of HTTP/1.0 sent none
   * @throws AfpoolsError `WRONG_SERVER_NAME`
   */
  assertName(host: string | undefined): void {
    if (host === undefined || this.#isAllowed(nameIn(host))) return;
    throw new AfpoolsError(
      "WRONG_SERVER_NAME",
      `This server does not answer by the name ${quoted(host, 200)}. Add the name to the setting server.names, or use one of the server's own names or addresses.`,
      { details: { host: host.slice(0, 200), setting: "server.names" } },
    );
  }

  /** The scheme is not compared with the server's: what stands before the server may have taken TLS off. */
  originOf({ origin, host, site }: OriginHeaders): RequestOrigin {
    if (origin !== undefined && this.#options.origins().includes(origin)) return "allowed";
    if (site !== undefined && site !== "same-origin" && site !== "none") return "other";
    if (origin !== undefined) return isOfHost(origin, host) ? "same" : "other";
    return site === undefined ? "unknown" : "same";
  }

  #isAllowed(name: string): boolean {
    if (isIP(name) !== 0 || name === "localhost" || name.endsWith(".localhost")) return true;
    return this.#options
      .names()
      .some((allowed) => (allowed.startsWith("*.") ? name.endsWith(allowed.slice(1)) : name === allowed));
  }
}

/** @throws AfpoolsError `FORBIDDEN` always: the page is of an origin that is not allowed. */
export function refuseOrigin(origin: string | null | undefined): never {
  const page = origin ? `a page of ${quoted(origin, 200)}` : "the page of another server";
  throw new AfpoolsError(
    "FORBIDDEN",
    `This request comes from ${page}, which may not use this server. Add its origin to the setting server.origins to allow it.`,
    { details: { origin: origin?.slice(0, 200) ?? null, setting: "server.origins" } },
  );
}

/** The name or address in a `Host` header, in lower case and without the dot that may end a name. */
function nameIn(host: string): string {
  const { ipv6, name } = /^(?:\[(?<ipv6>[^\]]*)\]|(?<name>[^:]*))(?::\d{0,5})?$/.exec(host)?.groups ?? {};
  if (ipv6 !== undefined) return isIP(ipv6) === 6 ? ipv6 : "";
  return (name ?? "").toLowerCase().replace(/\.$/, "");
}

function isOfHost(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
}
