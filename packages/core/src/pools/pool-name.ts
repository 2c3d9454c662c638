import { AfpoolsError } from "../errors.js";
import { codePointOf, visible } from "../text/show.js";
import { isPoolId } from "./pool-id.js";

/** The longest pool name, in characters. */
const maxPoolNameLength = 64;

/** The longest pool description, in characters. */
const maxDescriptionLength = 1_000;

const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;

/**
 * The pool name in `text`: any printable text of 1–64 characters, white space around it removed, in Unicode's composed
 * form (NFC). Not "." or "..", which URLs leave out, and nothing that reads as an id.
 *
 * @throws AfpoolsError `INVALID_POOL_NAME`
 */
export function parsePoolName(text: string): string {
  const name = text.trim().normalize("NFC");
  const length = [...name].length;
  const shown = JSON.stringify([...name].slice(0, maxPoolNameLength).join(""));
  if (length === 0) throw invalid("A pool's name cannot be empty.", name);
  if (length > maxPoolNameLength) {
    throw invalid(
      `The pool name ${shown}… has ${length} characters; at most ${maxPoolNameLength} are allowed.`,
      name,
    );
  }
  const [hidden] = unprintable.exec(name) ?? [];
  if (hidden !== undefined) {
    throw invalid(
      `The pool name ${visible(shown)} contains ${codePointOf(hidden)}, a character that cannot be printed. Remove it.`,
      name,
    );
  }
  if (/^\.{1,2}$/.test(name))
    throw invalid(`A pool cannot be named ${shown}: in a URL it means a folder.`, name);
  if (isPoolId(poolNameKey(name)))
    throw invalid(`A pool cannot be named ${shown}: 24 hexadecimal digits are the id of a pool.`, name);
  return name;
}

/** What makes two pool names the same name: names are unique without regard to case. */
export function poolNameKey(name: string): string {
  // Composed last, since the lower case of a composed text need not be composed: "J̌" has no form of its own, "ǰ" has.
  return name.trim().toLowerCase().normalize("NFC");
}

/**
 * The description in `text`: up to 1,000 characters, white space around it removed, composed (NFC), lines ended by `\n`.
 *
 * @throws AfpoolsError `INVALID_ARGUMENT` when it is too long or holds control characters other than line ends and tabs.
 */
export function parseDescription(text: string): string {
  const description = text.trim().replaceAll(/\r\n?/g, "\n").normalize("NFC");
  const length = [...description].length;
  if (length > maxDescriptionLength) {
    throw new AfpoolsError(
      "INVALID_ARGUMENT",
      `The description has ${length} characters; at most ${maxDescriptionLength} are allowed.`,
      { details: { length, limit: maxDescriptionLength } },
    );
  }
  if (/[^\P{Cc}\n\t]|\p{Cs}/u.test(description)) {
    throw new AfpoolsError("INVALID_ARGUMENT", "The description contains a control character. Remove it.");
  }
  return description;
}

function invalid(message: string, name: string): AfpoolsError {
  return new AfpoolsError("INVALID_POOL_NAME", message, {
    details: { name: [...name].slice(0, 80).join("") },
  });
}
