import { AfpoolsError } from "../errors.js";
import { findJsonFault } from "./json-fault.js";
import { describePlace, placeOf, type TextSource } from "./read-text.js";

/**
 * The value of a text that holds JSON.
 *
 * @throws AfpoolsError of the source's code, with the line and column at which it stops being JSON
 */
export function parseJson(text: string, { name, code = "INVALID_FILE" }: TextSource): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { offset, reason } = findJsonFault(text);
    const place = placeOf(text.slice(0, offset));
    throw new AfpoolsError(
      code,
      `${name} cannot be read: it is not JSON: ${describePlace(place)}: ${reason}.`,
      {
        details: { file: name, ...place, reason },
        cause,
      },
    );
  }
}
