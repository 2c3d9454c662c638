import { type DecodedPacket, decode, encode } from "dns-packet";

/** The largest packet of multicast DNS (RFC 6762, 17). */
const maxPacketBytes = 9_000;

/**
 * The question for the name of an IPv4 address with this id, 0 to 65,535. Sent from another port than 5353 it is one of a
 * simple resolver, which is answered directly (RFC 6762, 6.7).
 */
export function encodeReverseQuery(address: string, id: number): Buffer {
  return encode({ type: "query", id, questions: [{ type: "PTR", name: reverseName(address) }] });
}

/** The name in the answer to that question; nothing where `packet` is no such answer. */
export function decodeReverseAnswer(packet: Buffer, address: string, id: number): string | undefined {
  if (packet.length > maxPacketBytes) return undefined;
  const answer = read(packet);
  if (answer?.type !== "response" || answer.id !== id) return undefined;
  for (const record of answer.answers ?? []) {
    if (record.type === "PTR" && record.name.toLowerCase() === reverseName(address)) return record.data;
  }
  return undefined;
}

/** The name under which an address stands in the DNS: `9.0.77.10.in-addr.arpa`. */
export function reverseName(address: string): string {
  return `${address.split(".").reverse().join(".")}.in-addr.arpa`;
}

function read(packet: Buffer): DecodedPacket | undefined {
  try {
    return decode(packet);
  } catch {
    // It throws on whatever is no packet.
    return undefined;
  }
}
