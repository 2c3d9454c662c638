const refusals = new Set(["ECONNREFUSED", "ECONNRESET"]);
const silences = new Set(["EHOSTUNREACH", "EHOSTDOWN", "ETIMEDOUT"]);

/**
 * What an error of a socket says: the machine refused, so it is there; nobody answered; or something of this machine's own is
 * in the way, which says nothing of the other.
 */
export function readSocketError({
  code = "unknown",
}: NodeJS.ErrnoException):
  | { readonly kind: "refused" | "silent" }
  | { readonly kind: "trouble"; readonly code: string } {
  if (refusals.has(code)) return { kind: "refused" };
  return silences.has(code) ? { kind: "silent" } : { kind: "trouble", code };
}
