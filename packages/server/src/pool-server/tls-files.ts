import { readFile } from "node:fs/promises";
import { createSecureContext, type SecureContextOptions } from "node:tls";
import { AfpoolsError } from "@afpools/core";

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
    };

/**
 * Reads and checks the two files.
 *
 * @throws AfpoolsError `INVALID_CONFIG` when one cannot be read or they do not belong together.
 */
export async function readTlsFiles(files: { cert: string; key: string }): Promise<SecureContextOptions> {
  try {
    const [cert, key] = await Promise.all([readFile(files.cert), readFile(files.key)]);
    const options: SecureContextOptions = { cert, key, minVersion: "TLSv1.2" };
    createSecureContext(options);
    return options;
  } catch (error) {
    throw new AfpoolsError(
      "INVALID_CONFIG",
      `TLS certificate ${files.cert} and key ${files.key} cannot be used: ${(error as Error).message}. Both must be PEM files, readable by the server, and belong together.`,
      { details: { ...files }, cause: error },
    );
  }
}
