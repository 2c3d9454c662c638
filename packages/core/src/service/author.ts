import { assertRole } from "../accounts/role.js";
import { AfpoolsError } from "../errors.js";
import type { Author } from "../pools/pool-change.js";

const maxLength = 100;

/**
 * The author of a write. This is the one place that says who may write pools, whichever way the write comes.
 *
 * @throws AfpoolsError `FORBIDDEN` for somebody who may only look; `INVALID_ARGUMENT` when the author's name or origin is
 * empty, too long or not printable.
 */
export function checkAuthor(author: Author): Author {
  if (typeof author !== "object" || author === null)
    throw new AfpoolsError("INVALID_ARGUMENT", "The author is missing: name who makes the change.");
  if (author.role !== undefined) assertRole(author.role, "editor");
  return {
    name: checkText("author's name", author.name),
    origin: checkText("author's origin", author.origin),
  };
}

function checkText(what: string, text: string): string {
  if (typeof text !== "string")
    throw new AfpoolsError("INVALID_ARGUMENT", `The ${what} is not text: name who makes the change.`);
  const trimmed = text.trim();
  const problem =
    trimmed === ""
      ? "is empty"
      : trimmed.length > maxLength
        ? `is longer than ${maxLength} characters`
        : undefined;
  const flaw = problem ?? (/[\p{Cc}\p{Cs}]/u.test(trimmed) ? "holds a control character" : undefined);
  if (flaw) throw new AfpoolsError("INVALID_ARGUMENT", `The ${what} ${flaw}: name who makes the change.`);
  return trimmed;
}
