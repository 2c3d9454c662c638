import { X509Certificate } from "node:crypto";

/** What a certificate says. */
export interface Certificate {
  /** The common name; the whole subject where there is none. */
  readonly subject: string;
  readonly issuer: string;
  /** The names and addresses that it stands for. */
  readonly names: readonly string[];
  readonly isAuthority: boolean;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SHA-256 of it, as hexadecimal digits. */
  readonly fingerprint: string;
}

const pemBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * The certificates in a PEM text, in their order: of a chain the server's own comes first.
 *
 * @throws Error when there is none, or one cannot be read.
 */
export function parseCertificates(pem: string): readonly Certificate[] {
  const blocks = pem.match(pemBlock);
  if (!blocks) throw new Error("it holds no PEM certificate");
  return blocks.map((block) => describe(new X509Certificate(block)));
}

/** Whole days until the certificate is valid no more; negative once it is not. */
export function daysLeft({ notAfter }: Certificate, now: Date): number {
  return Math.floor((notAfter.getTime() - now.getTime()) / 86_400_000);
}

function describe(certificate: X509Certificate): Certificate {
  const { subject, issuer, subjectAltName = "", ca, validFrom, validTo, fingerprint256 } = certificate;
  return {
    subject: commonName(subject),
    issuer: commonName(issuer),
    names: readNames(subjectAltName),
    isAuthority: ca,
    notBefore: new Date(validFrom),
    notAfter: new Date(validTo),
    fingerprint: fingerprint256.replaceAll(":", "").toLowerCase(),
  };
}

/** Of a distinguished name as Node gives it, a line for each part. */
function commonName(distinguishedName: string): string {
  return /^CN=(.*)$/m.exec(distinguishedName)?.[1] ?? distinguishedName.replaceAll("\n", ", ");
}

/** Of `DNS:pools.studio, IP Address:10.0.0.7`; names that Node had to quote are left as they are. */
function readNames(subjectAltName: string): string[] {
  if (subjectAltName === "") return [];
  return subjectAltName.split(", ").map((entry) => entry.replace(/^(DNS|IP Address):/, ""));
}
