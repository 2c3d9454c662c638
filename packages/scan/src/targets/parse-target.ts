import { isIPv6 } from "node:net";
import { AfpoolsError } from "@afpools/core";
import { type AddressRange, hostsOf, networkOf, sizeOf } from "./address-range.js";
import { formatIpv4, parseIpv4 } from "./ipv4.js";
import { isPrivate, privateNetworks } from "./private-networks.js";

/** The most addresses of one scan: a /16. */
export const maxScanAddresses = 65_536;

/** Why a target is refused; `reason` in the error's details. */
type TargetFault = "malformed" | "ipv6" | "public" | "too-large";

/** What somebody named to be scanned. */
export interface Target {
  /** As it is understood: `10.77.0.0/24` for `10.77.0.9/24`. */
  readonly text: string;
  readonly range: AddressRange;
}

const form =
  "name an address (10.77.0.9), a range (10.77.0.1-10.77.0.20, 10.77.0.1-20) or a network (10.77.0.0/24)";

/**
 * The addresses that `text` names: an address, a range, or a network in CIDR notation.
 *
 * @throws AfpoolsError `INVALID_ARGUMENT` with the {@link TargetFault}: not one of these, not private, or over a /16.
 */
export function parseTarget(text: string): Target {
  const word = text.trim();
  const target = parseNetwork(word) ?? parseRange(word);
  if (!target) {
    if (isIPv6(word.replace(/[/%].*$/, "")))
      throw targetError(word, "ipv6", `is IPv6, which is not scanned; ${form}`);
    throw targetError(word, "malformed", `names no addresses to scan; ${form}`);
  }
  if (!isPrivate(target.whole)) {
    throw targetError(
      word,
      "public",
      `is no private network; only these are scanned: ${privateNetworks.join(", ")}`,
    );
  }
  const addresses = sizeOf(target.whole);
  if (addresses > maxScanAddresses) {
    throw targetError(
      word,
      "too-large",
      `has ${addresses} addresses; at most ${maxScanAddresses} are scanned`,
    );
  }
  return { text: target.text, range: target.range };
}

interface Candidate extends Target {
  /** With the addresses that no machine has, which count as well where a target is judged. */
  readonly whole: AddressRange;
}

function parseNetwork(word: string): Candidate | undefined {
  const [, start = "", digits = "32"] = /^([\d.]+)(?:\/(\d{1,2}))?$/.exec(word) ?? [];
  const address = parseIpv4(start);
  const prefix = Number(digits);
  if (address === undefined || prefix > 32) return undefined;
  const whole = networkOf(address, prefix);
  const text = prefix === 32 ? formatIpv4(address) : `${formatIpv4(whole.first)}/${prefix}`;
  return { text, whole, range: hostsOf(whole) };
}

function parseRange(word: string): Candidate | undefined {
  const [, start = "", end = ""] = /^([\d.]+)\s*-\s*([\d.]+)$/.exec(word) ?? [];
  const first = parseIpv4(start);
  const last = parseIpv4(end.includes(".") ? end : start.replace(/\d+$/, end));
  if (first === undefined || last === undefined) return undefined;
  if (last < first) throw targetError(word, "malformed", "ends before it begins");
  const whole = { first, last };
  return { text: `${formatIpv4(first)}-${formatIpv4(last)}`, whole, range: whole };
}

function targetError(word: string, reason: TargetFault, message: string): AfpoolsError {
  const target = word.length > 80 ? `${word.slice(0, 80)}…` : word;
  return new AfpoolsError("INVALID_ARGUMENT", `${JSON.stringify(target)} ${message}.`, {
    details: { target, reason },
  });
}
