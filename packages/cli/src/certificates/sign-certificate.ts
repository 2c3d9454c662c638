import { createHash, createPublicKey, type KeyObject, randomBytes, sign } from "node:crypto";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  id_kp_clientAuth,
  id_kp_serverAuth,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from "@peculiar/asn1-x509";

/** What a certificate is to say (RFC 5280). */
export interface CertificateOrder {
  /** The common name, 1–64 characters. */
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly use: "authority" | "server" | "client";
  /** Host names and IP addresses that it stands for. */
  readonly names: readonly { readonly kind: "host" | "address"; readonly text: string }[];
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Who signs. */
export interface Issuer {
  /** Its certificate, DER; nothing for a certificate that is signed by itself. */
  readonly certificate?: Uint8Array;
  /** An ECDSA key. */
  readonly privateKey: KeyObject;
}

const commonName = "2.5.4.3";
const ecdsaWithSha256 = "1.2.840.10045.4.3.2";
const purposes = { server: id_kp_serverAuth, client: id_kp_clientAuth } as const;

/** A certificate as ordered, signed by ECDSA with SHA-256: DER. */
export function signCertificate(order: CertificateOrder, issuer: Issuer): Uint8Array {
  const subject = nameOf(order.subject);
  const signature = new AlgorithmIdentifier({ algorithm: ecdsaWithSha256 });
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: serialNumber(),
    signature,
    issuer: issuer.certificate ? parse(issuer.certificate).tbsCertificate.subject : subject,
    validity: new Validity({ notBefore: order.notBefore, notAfter: order.notAfter }),
    subject,
    subjectPublicKeyInfo: AsnConvert.parse(spki(order.publicKey), SubjectPublicKeyInfo),
    extensions: extensionsOf(order, createPublicKey(issuer.privateKey)),
  });
  const signed = sign("sha256", new Uint8Array(AsnConvert.serialize(tbsCertificate)), {
    key: issuer.privateKey,
    dsaEncoding: "der",
  });
  const certificate = new Certificate({
    tbsCertificate,
    signatureAlgorithm: signature,
    signatureValue: arrayBuffer(signed),
  });
  return new Uint8Array(AsnConvert.serialize(certificate));
}

function extensionsOf({ use, publicKey, names }: CertificateOrder, issuerKey: KeyObject): Extensions {
  const isAuthority = use === "authority";
  const constraints = new BasicConstraints(isAuthority ? { cA: true, pathLenConstraint: 0 } : { cA: false });
  const usage = isAuthority
    ? KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign
    : KeyUsageFlags.digitalSignature;
  const extensions = [
    extension(id_ce_basicConstraints, constraints, true),
    extension(id_ce_keyUsage, new KeyUsage(usage), true),
    extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(keyIdentifier(publicKey))),
    extension(
      id_ce_authorityKeyIdentifier,
      new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(keyIdentifier(issuerKey)) }),
    ),
  ];
  if (use !== "authority")
    extensions.push(extension(id_ce_extKeyUsage, new ExtendedKeyUsage([purposes[use]])));
  if (names.length > 0) {
    const general = names.map(({ kind, text }) =>
      kind === "address" ? new GeneralName({ iPAddress: text }) : new GeneralName({ dNSName: text }),
    );
    extensions.push(extension(id_ce_subjectAltName, new SubjectAlternativeName(general)));
  }
  return new Extensions(extensions);
}

function extension(extnID: string, value: object, critical = false): Extension {
  return new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

function nameOf(text: string): Name {
  const value = new AttributeValue({ utf8String: text });
  return new Name([new RelativeDistinguishedName([new AttributeTypeAndValue({ type: commonName, value })])]);
}

/** Positive, random, of 16 bytes. */
function serialNumber(): ArrayBuffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return arrayBuffer(bytes);
}

/** RFC 5280, 4.2.1.2, method 1. */
function keyIdentifier(publicKey: KeyObject): ArrayBuffer {
  const { subjectPublicKey } = AsnConvert.parse(spki(publicKey), SubjectPublicKeyInfo);
  return arrayBuffer(createHash("sha1").update(new Uint8Array(subjectPublicKey)).digest());
}

function spki(publicKey: KeyObject): ArrayBuffer {
  return arrayBuffer(publicKey.export({ type: "spki", format: "der" }));
}

function parse(certificate: Uint8Array): Certificate {
  return AsnConvert.parse(arrayBuffer(certificate), Certificate);
}

/** A copy: a Buffer's memory may be a part of a larger piece. */
function arrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
