import { createPrivateKey, generateKeyPairSync, type KeyObject, X509Certificate } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AfpoolsError } from "@afpools/core";
import { isMissingFile, readText, writeFailure } from "@afpools/core/internal";
import { type CertificateOrder, type Issuer, signCertificate } from "./sign-certificate.js";

/** A certificate and its private key, PEM files. */
export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

/** The two files called `name` in `folder`. */
function certificateFiles(folder: string, name: string): CertificateFiles {
  return { certificate: join(folder, `${name}.pem`), key: join(folder, `${name}-key.pem`) };
}

const authorityName = "ca";

/** Clocks of a farm differ: a new certificate is valid from an hour ago on. */
const clockSkewMs = 3_600_000;

export interface CertificateRequest extends Pick<CertificateOrder, "subject" | "use" | "names"> {
  readonly days: number;
}

/**
 * Makes a key and a certificate as requested in `folder`, signed by the authority there, or by itself where it is to be the
 * authority. The key can be read by this user alone.
 *
 * @throws AfpoolsError `INVALID_FILE` when a file of the name exists, the authority is not there or cannot be used, or the
 * files cannot be written. Nothing is left behind then.
 */
export async function makeCertificate(
  folder: string,
  name: string,
  { days, ...request }: CertificateRequest,
  now: Date = new Date(),
): Promise<CertificateFiles> {
  const files = certificateFiles(folder, name);
  for (const file of [files.certificate, files.key]) {
    if (existsSync(file))
      throw invalidFile(file, "exists already and is not overwritten; move it away first");
  }
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const notAfter = new Date(now.getTime() + days * 86_400_000);
  const issuer = request.use === "authority" ? { privateKey } : await readAuthority(folder, now, notAfter);
  const notBefore = new Date(now.getTime() - clockSkewMs);
  const der = signCertificate({ ...request, publicKey, notBefore, notAfter }, issuer);
  await write(files, new X509Certificate(der).toString(), privateKey);
  return files;
}

/** The files of the authority in `folder`. */
export function authorityFiles(folder: string): CertificateFiles {
  return certificateFiles(folder, authorityName);
}

async function readAuthority(folder: string, now: Date, notAfter: Date): Promise<Issuer> {
  const files = authorityFiles(folder);
  const [pem, keyPem] = await Promise.all([files.certificate, files.key].map(read));
  const [certificate, privateKey] = [
    parsed(files.certificate, () => new X509Certificate(pem ?? "")),
    parsed(files.key, () => createPrivateKey(keyPem ?? "")),
  ];
  if (!certificate.ca) throw invalidFile(files.certificate, "is not the certificate of an authority");
  if (!certificate.checkPrivateKey(privateKey))
    throw invalidFile(files.key, `does not belong to ${files.certificate}`);
  if (privateKey.asymmetricKeyType !== "ec") throw invalidFile(files.key, "is not an elliptic curve key");
  const end = new Date(certificate.validTo);
  if (end < now || end < notAfter) {
    const until = end.toISOString().slice(0, 10);
    throw invalidFile(
      files.certificate,
      `is valid until ${until} only, and what it signs must not outlast it; say fewer --days, or make a new authority in another folder`,
    );
  }
  return { certificate: certificate.raw, privateKey };
}

function read(file: string): Promise<string> {
  return readText(createReadStream(file), { name: file, lenient: true }).catch((error: unknown) => {
    if (!isMissingFile(error)) throw error;
    throw invalidFile(file, 'is not there: make the authority first, by "afpools cert ca"', error);
  });
}

function parsed<T>(file: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw invalidFile(file, `cannot be used (${(error as Error).message})`, error);
  }
}

/** The key first: a certificate without one is of no use. `wx` refuses what somebody else has made meanwhile. */
async function write(files: CertificateFiles, certificate: string, privateKey: KeyObject): Promise<void> {
  const key = privateKey.export({ type: "pkcs8", format: "pem" });
  try {
    await mkdir(dirname(files.key), { recursive: true, mode: 0o700 });
    await writeFile(files.key, key, { mode: 0o600, flag: "wx" });
  } catch (error) {
    throw writeFailure(files.key, error);
  }
  try {
    await writeFile(files.certificate, certificate, { mode: 0o644, flag: "wx" });
  } catch (error) {
    await rm(files.key, { force: true });
    throw writeFailure(files.certificate, error);
  }
}

function invalidFile(file: string, reason: string, cause?: unknown): AfpoolsError {
  return new AfpoolsError("INVALID_FILE", `The file ${file} ${reason}.`, { details: { file }, cause });
}
