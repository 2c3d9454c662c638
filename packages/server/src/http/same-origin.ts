/** What tells where a request comes from. Browsers send it, and pages cannot change it. */
export interface OriginHeaders {
  readonly origin: string | undefined;
  readonly host: string | undefined;
  /** `Sec-Fetch-Site`. */
  readonly site: string | undefined;
}

/**
 * Where a request comes from: from a page of this server, from that of another one, or from something that is no browser, or
 * does not say.
 */
export function originOf({ origin, host, site }: OriginHeaders): "same" | "other" | "unknown" {
  if (site !== undefined && site !== "same-origin" && site !== "none") return "other";
  if (origin !== undefined) return isOfHost(origin, host) ? "same" : "other";
  return site === undefined ? "unknown" : "same";
}

/** The scheme is not compared: what stands before the server may have taken TLS off. */
function isOfHost(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
}
