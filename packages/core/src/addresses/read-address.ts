import { AfpoolsError } from "../errors.js";
import { quoted } from "../text/show.js";
import { AddressFlaw } from "./address-flaw.js";
import { hideSecrets } from "./hide-secrets.js";

/** More of an address than this many characters is not repeated in a message. */
const maxShown = 200;

/**
 * Reads an address, without the white space around it.
 *
 * @param what such as "the address of a Pool Server"
 * @throws AfpoolsError `INVALID_CONFIG` for an {@link AddressFlaw} of `read`, with `part` and the `address` without secrets in
 * its details
 */
export function readAddress<T>(text: string, what: string, read: (text: string) => T): T {
  const trimmed = text.trim();
  try {
    return read(trimmed);
  } catch (error) {
    if (!(error instanceof AddressFlaw)) throw error;
    const address = hideSecrets(trimmed);
    throw new AfpoolsError(
      "INVALID_CONFIG",
      `${quoted(address, maxShown)} is not ${what}: ${error.message}.`,
      {
        details: { part: error.part, address },
      },
    );
  }
}
