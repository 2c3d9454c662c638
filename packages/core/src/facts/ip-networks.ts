import { FactFlaw } from "./fact-flaw.js";

/** An IP address as a number of so many bits. An IPv4 address within IPv6 (`::ffff:10.0.0.1`) is the IPv4 address. */
interface Address {
  readonly value: bigint;
  readonly bits: 32 | 128;
}

/** Is an address in the network? Nothing where the text is no address. */
export type NetworkTest = (address: string) => boolean | undefined;

/**
 * A test for the addresses of a network, `10.2.0.0/16` or `fd00::/8`, or for one address.
 *
 * @throws FactFlaw
 */
export function parseNetwork(text: string): NetworkTest {
  const [first = "", length] = text.split("/", 2);
  const network = parseAddress(first);
  if (!network) throw new FactFlaw(`"${first}" is not an IP address`);
  const { bits } = network;
  const kept = length === undefined ? bits : Number(length);
  const place = first.length + 1;
  if (!/^\d{1,3}$/.test(length ?? "0") || kept > bits) {
    throw new FactFlaw(`what follows the "/" is not a number from 0 to ${bits}`, place);
  }
  const dropped = BigInt(bits - kept);
  const start = network.value >> dropped;
  if (start << dropped !== network.value) {
    throw new FactFlaw(
      `no network of ${kept} bits begins at ${first}; for that address alone, leave "/${kept}" out`,
    );
  }
  return (address) => {
    const given = parseAddress(address);
    return given && given.bits === bits && given.value >> dropped === start;
  };
}

function parseAddress(text: string): Address | undefined {
  if (!text.includes(":")) {
    const value = parseIpv4(text);
    return value === undefined ? undefined : { value, bits: 32 };
  }
  const value = parseIpv6(text);
  if (value === undefined) return undefined;
  return value >> 32n === 0xffffn ? { value: value & 0xffff_ffffn, bits: 32 } : { value, bits: 128 };
}

function parseIpv4(text: string): bigint | undefined {
  const bytes = text.split(".");
  if (bytes.length !== 4 || !bytes.every((byte) => /^\d{1,3}$/.test(byte) && Number(byte) <= 255))
    return undefined;
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/** RFC 4291, 2.2; a zone (`%eth0`) is left out. */
function parseIpv6(text: string): bigint | undefined {
  const [address = ""] = text.split("%", 1);
  const halves = address.split("::");
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map(parseGroups);
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<number>(missing).fill(0), ...tail];
  if (groups.some(Number.isNaN)) return undefined;
  return groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n);
}

/** The numbers of groups with `:` between them, of which the last may be an IPv4 address; not a number for what is none. */
function parseGroups(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap((group, index, groups) => {
    const ipv4 = index === groups.length - 1 ? parseIpv4(group) : undefined;
    if (ipv4 !== undefined) return [Number(ipv4 >> 16n), Number(ipv4 & 0xffffn)];
    return /^[\da-f]{1,4}$/i.test(group) ? Number.parseInt(group, 16) : Number.NaN;
  });
}
