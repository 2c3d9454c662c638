import { isIP } from "node:net";
import { AfpoolsError, isHostName } from "@afpools/core";
import type { CertificateOrder } from "./sign-certificate.js";

/** The longest common name that a certificate may have, in characters (RFC 5280, upper bounds). */
const maxSubjectLength = 64;

/**
 * A host name, one whose first label is `*`, or an IP address, as a certificate holds it.
 *
 * @throws AfpoolsError `INVALID_HOST_NAME`
 */
export function parseCertificateName(text: string): CertificateOrder["names"][number] {
  if (isIP(text) !== 0) return { kind: "address", text };
  const isWildcard = text.startsWith("*.") && text.indexOf(".", 2) !== -1;
  if (isHostName(isWildcard ? text.slice(2) : text)) return { kind: "host", text: text.toLowerCase() };
  throw new AfpoolsError(
    "INVALID_HOST_NAME",
    `${JSON.stringify(text)} is not a host name, *.DOMAIN or IP address. A certificate can contain only those.`,
    { details: { name: text } },
  );
}

/**
 * What a server's certificate calls it beside its names, which clients go by (RFC 6125): the first name that is short
 * enough, else the first label of the first.
 */
export function serverSubject(names: CertificateOrder["names"]): string {
  const texts = names.map(({ text }) => text);
  return texts.find((text) => text.length <= maxSubjectLength) ?? texts[0]?.split(".")[0] ?? "";
}

/**
 * Who a certificate is for.
 *
 * @throws AfpoolsError `INVALID_ARGUMENT`
 */
export function parseSubject(text: string): string {
  const trimmed = text.trim();
  const isFine =
    trimmed !== "" && [...trimmed].length <= maxSubjectLength && !/[\p{Cc}\p{Cs}]/u.test(trimmed);
  if (isFine) return trimmed;
  throw new AfpoolsError(
    "INVALID_ARGUMENT",
    `${JSON.stringify(text)} cannot be the name in a certificate: it has 1 to ${maxSubjectLength} printable characters.`,
    { details: { name: text } },
  );
}
