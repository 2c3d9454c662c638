import { isIP } from "node:net";

/** Who is at the other end of a connection. */
export interface Peer {
  readonly address: string;
  /** Is it a program on this machine? */
  readonly loopback: boolean;
}

export function peerOf(remoteAddress: string | undefined): Peer {
  // A dual-stack socket gives IPv4 addresses as IPv6 ones (RFC 4291, 2.5.5.2).
  const address = (remoteAddress ?? "unknown").replace(/^::ffff:(?=\d+\.)/i, "");
  return { address, loopback: address === "::1" || (isIP(address) === 4 && address.startsWith("127.")) };
}
