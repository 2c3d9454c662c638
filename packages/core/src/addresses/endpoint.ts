import { AfpoolsError } from "../errors.js";
import { isHostName } from "../hosts/host-name.js";
import { quoted } from "../text/show.js";
import { AddressFlaw } from "./address-flaw.js";
import { readAddress } from "./read-address.js";

/** A machine and a TCP port on it. */
export interface Endpoint {
  /** A host name or an IP address, IPv6 without brackets. */
  readonly host: string;
  /** 1–65535. */
  readonly port: number;
}

/** As in a URL: `pools.studio.lan:9999`, `[::1]:9999`. */
export function formatEndpoint({ host, port }: Endpoint): string {
  return `${formatHost(host)}:${port}`;
}

/** As in a URL: IPv6 in brackets. */
export function formatHost(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/**
 * Checks what a program was given as host and port.
 *
 * @param what such as "the afserver"
 * @throws AfpoolsError `INVALID_ARGUMENT`
 */
export function checkEndpoint({ host, port }: Endpoint, what: string): void {
  const flaw = hostFlaw(host);
  if (flaw !== undefined) {
    throw new AfpoolsError(
      "INVALID_ARGUMENT",
      `The host of ${what} cannot be ${quoted(host, 80)}: ${flaw}.`,
      {
        details: { host },
      },
    );
  }
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new AfpoolsError(
      "INVALID_ARGUMENT",
      `The port of ${what} cannot be ${port}: it is not an integer of 1-65535.`,
      {
        details: { port },
      },
    );
  }
}

/** The port on which afserver listens unless its configuration says another. */
const afserverPort = 51_000;

/**
 * The address of an afserver: `HOST`, `HOST:PORT`, `[IPV6]:PORT`.
 *
 * @throws AfpoolsError `INVALID_CONFIG`, naming the part that is wrong
 */
export function parseAfserverAddress(text: string): Endpoint {
  return readAddress(text, "the address of an afserver", (address) => {
    const scheme = /^[a-z][a-z\d+.-]*:\/\//i.exec(address)?.[0];
    if (scheme) throw new AddressFlaw("scheme", `${scheme} is not for an afserver; write HOST:PORT`);
    return readEndpoint(address, afserverPort);
  });
}

/** Reads `HOST`, `HOST:PORT`, `[IPV6]`, `[IPV6]:PORT`. Throws {@link AddressFlaw}. */
export function readEndpoint(text: string, defaultPort: number): Endpoint {
  if (isIpv6(text))
    throw new AddressFlaw("host", `an IPv6 address stands in brackets: [${text}]:${defaultPort}`);
  const end = text.startsWith("[") ? text.indexOf("]") + 1 : text.search(/:|$/);
  const after = text.slice(end);
  const host = text.startsWith("[")
    ? readBracketed(text.slice(0, end), after)
    : readHostName(text.slice(0, end));
  return { host, port: after === "" ? defaultPort : readPort(after.slice(1)) };
}

function readBracketed(text: string, after: string): string {
  const inside = text.slice(1, -1);
  if (text === "") throw new AddressFlaw("host", 'its "[" is not closed by a "]"');
  if (!/^(:|$)/.test(after)) throw new AddressFlaw("host", 'what follows the "]" is not ":PORT"');
  if (isIpv6(inside)) return inside;
  throw new AddressFlaw("host", `${quoted(inside, 80)} in its brackets is not an IPv6 address`);
}

function readHostName(text: string): string {
  const flaw = text === "" ? "it names no host" : hostFlaw(text);
  if (flaw !== undefined) throw new AddressFlaw("host", flaw);
  return text;
}

function readPort(text: string): number {
  if (text === "") throw new AddressFlaw("port", 'no port follows the ":"');
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw new AddressFlaw("port", `its port ${quoted(text, 20)} is not a number of 1-65535`);
}

/** Why nothing can be reached under `host`, a name or an IP address without brackets; nothing if something can. */
export function hostFlaw(host: string): string | undefined {
  if (isIpv6(host)) return undefined;
  if (host === "") return "it is empty";
  const [unusual] = [...host].filter((character) => !isHostName(character));
  if (unusual !== undefined) {
    const hint = (unusual.codePointAt(0) ?? 0) > 0x7f ? '; write the name in its ASCII form, "xn--…"' : "";
    return `${quoted(unusual)} cannot stand in a host's name${hint}`;
  }
  const labels = host.replace(/\.$/, "").split(".");
  if (labels.includes(""))
    return "two dots of its host's name have nothing between them, or it begins with one";
  if (labels.some((label) => label.length > 63))
    return "a part of its host's name is longer than 63 characters";
  if (!isHostName(host)) return "its host's name is longer than 253 characters";
  if (/^\d+$/.test(labels.at(-1) ?? "") && !isIpv4(host)) return `${quoted(host, 80)} is not an IPv4 address`;
  return undefined;
}

function isIpv4(text: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split(".").every((byte) => Number(byte) <= 255);
}

/** RFC 4291, 2.2, with or without a zone (RFC 4007): `fe80::1%eth0`. */
function isIpv6(text: string): boolean {
  const address = /^(.*:)([^:%]*)(?:%[\w.-]+)?$/.exec(text);
  if (!address) return false;
  const [, head = "", last = ""] = address;
  const halves = `${head}${isIpv4(last) ? "0:0" : last}`.split("::");
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  if (!groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return false;
  return halves.length === 2 ? groups.length <= 7 : halves.length === 1 && groups.length === 8;
}
