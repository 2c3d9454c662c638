import type { IncomingMessage } from "node:http";
import { AfpoolsError } from "@afpools/core";
import type { ProxyUser } from "../access/proxy-sign-in.js";

/** The headers in which an authenticating proxy tells who somebody is, in whatever case. Empty: there is none. */
export interface ProxyHeaders {
  readonly user: string;
  readonly groups: string;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Of whom a proxy says that a request is; nothing where it does not say.
 *
 * @param isFromProxy is the connection that of a trusted proxy?
 * @throws AfpoolsError `FORBIDDEN` where somebody else says so; `MALFORMED_MESSAGE` where it is said twice: one of them may be what
 * the client sent and the proxy passed on
 */
export function proxyUserOf(
  { headersDistinct }: Pick<IncomingMessage, "headersDistinct">,
  headers: ProxyHeaders,
  isFromProxy: boolean,
): ProxyUser | undefined {
  if (headers.user === "") return undefined;
  const said = (header: string): string | undefined => {
    const values = header === "" ? undefined : headersDistinct[header.toLowerCase()];
    if (values === undefined) return undefined;
    if (!isFromProxy) {
      throw new AfpoolsError(
        "FORBIDDEN",
        `The header ${header} is accepted only from proxies in the setting server.trustedProxies.`,
        { details: { header, setting: "server.trustedProxies" } },
      );
    }
    const [value = "", ...others] = values;
    if (others.length > 0) throw malformed(header, "stands there more than once");
    try {
      return utf8.decode(Buffer.from(value, "latin1")).trim();
    } catch {
      throw malformed(header, "is not UTF-8");
    }
  };
  const [name, groups] = [said(headers.user), said(headers.groups)];
  if (name === undefined || name === "") return undefined;
  // Proxies may join what stands in several headers of one name.
  if (name.includes(",")) throw malformed(headers.user, "holds more than one name");
  return {
    name,
    groups: (groups ?? "")
      .split(/[,|]/)
      .map((group) => group.trim())
      .filter(Boolean),
  };
}

function malformed(header: string, what: string): AfpoolsError {
  return new AfpoolsError(
    "MALFORMED_MESSAGE",
    `The header ${header} ${what}. Configure the proxy to remove it from clients' requests, and to set it once.`,
    { details: { header } },
  );
}
