import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";
import { AfpoolsError } from "@afpools/core";
import type { TrustedProxies } from "../listen/trusted-proxies.js";
import type { ClientInfo } from "./client-info.js";

/** One step on the way of a request, as a proxy tells it. */
interface Hop {
  /** The address of whom the proxy got it from; nothing where it does not say. */
  readonly address: string | undefined;
  readonly scheme?: string | undefined;
  readonly host?: string | undefined;
}

/**
 * Who sent a request, and how. Where it comes from a trusted proxy, its headers say so: `Forwarded` (RFC 7239), or `X-Forwarded-For`,
 * `X-Forwarded-Proto` and `X-Forwarded-Host`. Of several proxies the last one that is not trusted is the client: what stands before
 * it is the client's own word.
 *
 * @param connection the client of the connection
 * @throws AfpoolsError `MALFORMED_MESSAGE` where the two kinds of headers name different clients: the proxy sets one of them,
 * and passes the other one on from the client
 */
export function clientBehindProxies(
  connection: Omit<ClientInfo, "host">,
  headers: IncomingHttpHeaders,
  trusted: TrustedProxies,
): ClientInfo {
  const direct = { ...connection, host: headers.host };
  if (!trusted.has(connection.address)) return direct;
  const [forwarded, others] = [forwardedHops(headers), otherHops(headers)];
  const [byForwarded, byOthers] = [clientOf(direct, forwarded, trusted), clientOf(direct, others, trusted)];
  if (forwarded.length > 0 && others.length > 0 && byForwarded.address !== byOthers.address) {
    throw new AfpoolsError(
      "MALFORMED_MESSAGE",
      "Forwarded and X-Forwarded-For name different clients. Configure the proxy to remove the header that it does not set.",
    );
  }
  return forwarded.length > 0 ? byForwarded : byOthers;
}

function clientOf(direct: ClientInfo, hops: readonly Hop[], trusted: TrustedProxies): ClientInfo {
  let client = direct;
  for (const { address, scheme, host } of [...hops].reverse()) {
    client = {
      address: address ?? client.address,
      isSecure: scheme === undefined ? client.isSecure : scheme === "https",
      host: host ?? client.host,
    };
    if (address === undefined || !trusted.has(address)) break;
  }
  return client;
}

/** What stands between commas, and between semicolons, outside of quoted strings. */
const elements = /(?:[^",]|"(?:[^"\\]|\\.)*"?)+/g;
const parameters = /(?:[^";]|"(?:[^"\\]|\\.)*"?)+/g;

/** Of `Forwarded`, in the order of the way. */
function forwardedHops({ forwarded }: IncomingHttpHeaders): readonly Hop[] {
  if (forwarded === undefined) return [];
  return (forwarded.match(elements) ?? []).map((element) => {
    const pairs = (element.match(parameters) ?? []).map((pair): readonly [string, string] => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at).trim().toLowerCase(), unquoted(pair.slice(at + 1).trim())];
    });
    const said = new Map(pairs);
    return {
      address: addressIn(said.get("for") ?? ""),
      scheme: said.get("proto")?.toLowerCase(),
      host: said.get("host"),
    };
  });
}

/** Of the headers from before RFC 7239. Scheme and host are those of the last step. */
function otherHops(headers: IncomingHttpHeaders): readonly Hop[] {
  const [addresses, schemes, hosts] = ["for", "proto", "host"].map((name) => {
    const value = headers[`x-forwarded-${name}`];
    const text = Array.isArray(value) ? value.join(",") : value;
    return text?.split(",").map((word) => word.trim());
  });
  if (!addresses) return [];
  return addresses.map((address, index) => {
    const isLast = index === addresses.length - 1;
    return {
      address: addressIn(address),
      ...(isLast && { scheme: schemes?.at(-1)?.toLowerCase(), host: hosts?.at(-1) }),
    };
  });
}

function unquoted(text: string): string {
  return /^".*"$/.test(text) ? text.slice(1, -1).replaceAll(/\\(.)/g, "$1") : text;
}

/** The IP address of a node (RFC 7239, section 6), without its port; nothing for `unknown` and names that hide one. */
function addressIn(node: string): string | undefined {
  const { ipv6, other } = /^(?:\[(?<ipv6>[^\]]+)\]|(?<other>[^:]+))(?::\w+)?$/.exec(node)?.groups ?? {};
  const address = ipv6 ?? other ?? node;
  return isIP(address) === 0 ? undefined : address;
}
