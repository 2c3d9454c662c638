import { AfpoolsError, type Author } from "@afpools/core";
import type { Peer } from "../listen/peer.js";
import type { TlsOptions } from "../listen/tls-files.js";

/**
 * Who may change pools over the pool protocol:
 *
 * - `off`: nobody;
 * - `loopback`: programs on this machine;
 * - `tls-clients`: whoever shows a certificate by an authority of `tls.clientCa`, from wherever;
 * - `anyone-without-tls`: whoever reaches the port, under any name, unencrypted.
 */
export const writePolicies = ["off", "loopback", "tls-clients", "anyone-without-tls"] as const;

export type WritePolicy = (typeof writePolicies)[number];

/** The longest origin that a history takes, in characters. */
const maxOriginLength = 100;

/** @throws AfpoolsError `INVALID_CONFIG` for no policy, and when nobody could write, though some are meant to. */
export function assertWritable(policy: WritePolicy, tls: TlsOptions): void {
  if (!writePolicies.includes(policy)) {
    throw new AfpoolsError(
      "INVALID_CONFIG",
      `writes is ${JSON.stringify(policy)}; it is one of ${writePolicies.join(", ")}.`,
      { details: { writes: policy } },
    );
  }
  if (policy !== "tls-clients" || (tls.mode !== "off" && tls.clientCa)) return;
  throw new AfpoolsError(
    "INVALID_CONFIG",
    'server.writes is "tls-clients", so tls.mode must be "optional" or "required", and tls.clientCa name the authority of the clients\' certificates. "afpools cert" makes all of them.',
  );
}

/** May this client change pools? */
export function mayWrite(policy: WritePolicy, { loopback, certificate }: Peer): boolean {
  switch (policy) {
    case "off":
      return false;
    case "loopback":
      return loopback;
    case "tls-clients":
      return certificate !== undefined;
    case "anyone-without-tls":
      return true;
  }
}

/** Why this client may not change pools, and what to do about it. */
export function writeRefusal(policy: WritePolicy, { address }: Peer): AfpoolsError {
  return new AfpoolsError("FORBIDDEN", explain(policy, address));
}

/**
 * The author of a client's changes: the name in its certificate where it has shown one, whatever name it says; else
 * the name that it says, which nobody has checked.
 */
export function authorOf({ address, certificate }: Peer, said: string): Author {
  if (certificate === undefined) return { name: said, origin: `protocol ${address}`, role: "editor" };
  const origin = said === certificate ? `tls ${address}` : `tls ${address}, says ${said}`;
  // A character beyond the first 65,536 takes two places; half a one is no text.
  return {
    name: certificate,
    origin: origin.slice(0, maxOriginLength).replace(/[\uD800-\uDBFF]$/, ""),
    role: "editor",
  };
}

function explain(policy: WritePolicy, address: string): string {
  switch (policy) {
    case "loopback":
      return `This server takes changes over the pool protocol only from its own machine, not from ${address}. Others need a client certificate: set server.writes to "tls-clients".`;
    case "tls-clients":
      return "This server takes changes over the pool protocol only by TLS with a client certificate. Connect with one that its authority signed.";
    default:
      return 'This server takes no changes over the pool protocol. Set server.writes to "loopback" to allow programs on its machine, to "tls-clients" for those with a certificate, or use the afpools command there.';
  }
}
