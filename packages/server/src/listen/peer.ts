/** Who is at the other end of a connection. */
export interface Peer {
  readonly address: string;
  /** Is it a program on this machine? */
  readonly loopback: boolean;
  /** The common name of the certificate that it has shown, by an authority of `tls.clientCa`. */
  readonly certificate?: string;
}

/** `remoteAddress` is that of a socket; nothing when its client has left already. */
export function peerOf(remoteAddress = "unknown"): Peer {
  // A dual-stack socket gives IPv4 addresses as IPv6 ones (RFC 4291, 2.5.5.2).
  const isMapped = remoteAddress.startsWith("::ffff:") && remoteAddress.includes(".");
  const address = isMapped ? remoteAddress.slice("::ffff:".length) : remoteAddress;
  return { address, loopback: address === "::1" || address.startsWith("127.") };
}
