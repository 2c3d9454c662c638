import { isHostName } from "../hosts/host-name.js";
import { type SpelledHost, spellingsOf } from "../hosts/spellings.js";

/** Can a mask let the host in? Renders may have names that no mask can hold, such as ones with white space. */
export function isMaskable(host: SpelledHost): boolean {
  return spellingsOf(host).some(isHostName);
}
