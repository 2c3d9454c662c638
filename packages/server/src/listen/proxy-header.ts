import { isIPv4, isIPv6 } from "node:net";
import { AfpoolsError } from "@afpools/core";

/**
 * What the header of the PROXY protocol (versions 1 and 2) at the start of a connection says. `source` is the address of the client
 * that the proxy speaks for; nothing where it speaks for itself, as when it checks whether the server is there.
 */
export type ProxyHeader =
  | { readonly kind: "incomplete" }
  | { readonly kind: "complete"; readonly length: number; readonly source: string | undefined };

/** What version 2 begins with; no protocol that the server speaks begins so. */
const signature = Buffer.from("\r\n\r\n\0\r\nQUIT\n", "latin1");
const prefix = Buffer.from("PROXY ", "latin1");

/** The longest line of version 1, its end included, in bytes. */
const maxLine = 107;
/** The longest header of version 2, in bytes: addresses, and room for what a proxy adds. */
const maxHeader = 4_096;

/** Might these bytes be the start of a header, or be one? */
export function beginsProxyHeader(bytes: Buffer): boolean {
  return isStart(bytes, signature) || isStart(bytes, prefix);
}

/** @throws AfpoolsError `MALFORMED_MESSAGE` for bytes that are no such header */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  if (isStart(bytes, signature)) return readVersion2(bytes);
  if (isStart(bytes, prefix)) return readVersion1(bytes);
  throw malformed("it begins with other bytes");
}

function isStart(bytes: Buffer, expected: Buffer): boolean {
  const length = Math.min(bytes.length, expected.length);
  return bytes.subarray(0, length).equals(expected.subarray(0, length));
}

function readVersion1(bytes: Buffer): ProxyHeader {
  const end = bytes.subarray(0, maxLine).indexOf("\r\n");
  if (end < 0) {
    if (bytes.length >= maxLine) throw malformed(`its line is longer than ${maxLine} bytes`);
    return { kind: "incomplete" };
  }
  const [, family, source = ""] = bytes.toString("latin1", 0, end).split(" ");
  const length = end + 2;
  if (family === "UNKNOWN") return { kind: "complete", length, source: undefined };
  const isAddress = family === "TCP4" ? isIPv4(source) : family === "TCP6" && isIPv6(source);
  if (!isAddress) throw malformed("it names no address");
  return { kind: "complete", length, source };
}

function readVersion2(bytes: Buffer): ProxyHeader {
  if (bytes.length < 16) return { kind: "incomplete" };
  const [version, command] = [bytes.readUInt8(12) >> 4, bytes.readUInt8(12) & 0xf];
  const length = 16 + bytes.readUInt16BE(14);
  if (version !== 2 || command > 1) throw malformed("its version or command is not known");
  if (length > maxHeader) throw malformed(`it is longer than ${maxHeader} bytes`);
  if (bytes.length < length) return { kind: "incomplete" };
  // LOCAL: the proxy speaks for itself.
  const source =
    command === 0 ? undefined : readAddress(bytes.readUInt8(13) >> 4, bytes.subarray(16, length));
  return { kind: "complete", length, source };
}

/** The source of a block of addresses; nothing for a family that has no address of a network. */
function readAddress(family: number, block: Buffer): string | undefined {
  if (family === 1 && block.length >= 12) return block.subarray(0, 4).join(".");
  if (family === 2 && block.length >= 36) {
    const groups = Array.from({ length: 8 }, (_, index) => block.readUInt16BE(2 * index).toString(16));
    return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
  }
  if (family === 1 || family === 2) throw malformed("its addresses are cut");
  return undefined;
}

function malformed(reason: string): AfpoolsError {
  return new AfpoolsError(
    "MALFORMED_MESSAGE",
    `A connection from an address in server.trustedProxies must begin with a header of the PROXY protocol: ${reason}. Configure the proxy to send it, or remove its address from the setting.`,
    { details: { setting: "server.trustedProxies" } },
  );
}
