import { readFile } from "node:fs/promises";
import { createSecureContext, type SecureContextOptions } from "node:tls";
import { AfpoolsError } from "@afpools/core";
import { type Certificate, parseCertificates } from "../certificates/certificate.js";

/** TLS on the pool protocol's port. */
export type TlsOptions =
  | { readonly mode: "off" }
  | {
      /** `optional`: plain and TLS connections on one port, told apart by their first byte. */
      readonly mode: "optional" | "required";
      /** File of the certificate chain, PEM. */
      readonly cert: string;
      /** File of the private key, PEM. */
      readonly key: string;
      /** File of the authorities, PEM, of one of which a TLS client must show a certificate. Without it none is asked for. */
      readonly clientCa?: string;
    };

/** The files of {@link TlsOptions}. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  readonly clientCa?: string;
}

/** What TLS is done with. */
export interface TlsMaterial {
  readonly context: SecureContextOptions;
  /** The server's own first, then those that it sends or trusts. */
  readonly certificates: readonly Certificate[];
}

/**
 * Reads and checks the files.
 *
 * @throws AfpoolsError `INVALID_CONFIG` when one cannot be read or they do not belong together.
 */
export async function readTlsFiles(files: TlsFiles): Promise<TlsMaterial> {
  const ca = files.clientCa === undefined ? undefined : await readAuthorities(files.clientCa);
  try {
    const [cert, key] = await Promise.all([readFile(files.cert), readFile(files.key)]);
    const context: SecureContextOptions = { cert, key, ...(ca && { ca }), minVersion: "TLSv1.2" };
    createSecureContext(context);
    const certificates = [cert, ...(ca ? [ca] : [])].flatMap((pem) => parseCertificates(pem.toString()));
    return { context, certificates };
  } catch (error) {
    throw new AfpoolsError(
      "INVALID_CONFIG",
      `TLS certificate ${files.cert} and key ${files.key} cannot be used: ${(error as Error).message}. Both must be PEM files, readable by the server, and belong together.`,
      { details: { ...files }, cause: error },
    );
  }
}

/** @throws AfpoolsError `INVALID_CONFIG`: a file without a certificate would let nobody in. */
async function readAuthorities(file: string): Promise<Buffer> {
  try {
    const pem = await readFile(file);
    parseCertificates(pem.toString());
    return pem;
  } catch (error) {
    throw new AfpoolsError(
      "INVALID_CONFIG",
      `The CA of client certificates ${file} (tls.clientCa) cannot be used: ${(error as Error).message}. It must be a PEM file that the server can read.`,
      { details: { clientCa: file }, cause: error },
    );
  }
}
