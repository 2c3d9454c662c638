import { AfpoolsError } from "../errors.js";
import { parseHostName } from "../hosts/host-name.js";
import { Factorizer } from "./compile/factor.js";
import { LanguageTable } from "./compile/language-table.js";

/**
 * The regular expression that matches, as a whole, exactly the host names `names` and no other text. std::regex
 * (ECMAScript), POSIX extended regular expressions and JavaScript read it alike; it holds no backslash and no quote.
 *
 * @throws AfpoolsError `INVALID_HOST_NAME`; `MASK_EMPTY` when there are no names; `MASK_TOO_LARGE` when afserver could
 * not read it.
 */
export function compileMask(names: Iterable<string>): string {
  const sorted = [...new Set([...names].map(parseHostName))].sort();
  if (sorted.length === 0) {
    throw new AfpoolsError("MASK_EMPTY", "There is no mask for no hosts: an empty mask lets every host in.");
  }
  const table = new LanguageTable();
  return new Factorizer(table).expression(table.fromSorted(sorted)).text;
}
