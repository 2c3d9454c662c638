import { findPrefixes } from "./prefixes.js";

/** Characters that are written as their code: all but those of host names and the separators of a `find` mask. */
const unsafe = /[^A-Za-z0-9._;,: -]/gu;
const code = /#([0-9a-f]{1,6})#/g;

/**
 * A `find` mask that means the same when it is read as a regular expression. A block's masks are read by the type of the
 * job's, and no action of afserver changes both at once: a block whose mask is of either type keeps its hosts whichever
 * change comes first.
 *
 * `pc-1|lt.` becomes `,pc-1,,lt.,|(pc-1|lt[.]).*`. Up to the last comma it lists the prefixes for `find`; as an expression
 * that part asks for a comma, which no host name has. The rest says the prefixes as an expression; for `find` it lists
 * prefixes with brackets or asterisks, with which no host name begins. A prefix of the mask with such a character lets
 * nobody in by either type.
 *
 * @returns an empty text for a mask without prefixes, which masks nothing.
 */
export function maskOfEitherType(find: string): string {
  const prefixes = findPrefixes(find);
  if (prefixes.length === 0) return "";
  const possible = prefixes.filter((prefix) => prefix.search(unsafe) < 0);
  const expression = possible.map((prefix) => prefix.replaceAll(".", "[.]")).join("|");
  return `,${encoded(find)},|${possible.length > 0 ? `(${expression}).*` : "#"}`;
}

/**
 * The `find` mask that {@link maskOfEitherType} made `mask` of; nothing where it made another text or none. Where the mask
 * had two commas in a row it has a `|` in their place, which means the same.
 */
export function findMaskWithin(mask: string): string | undefined {
  const list = /^,(.*),\|/s.exec(mask)?.[1];
  if (list === undefined) return undefined;
  const find = list.replaceAll(",,", "|").replaceAll(code, decoded);
  return maskOfEitherType(find) === mask ? find : undefined;
}

function encoded(find: string): string {
  return find.replaceAll(unsafe, (one) => (one === "|" ? ",," : `#${one.codePointAt(0)?.toString(16)}#`));
}

/** The text itself where it is the code of no character. */
function decoded(text: string, hex: string): string {
  const point = Number.parseInt(hex, 16);
  return point > 0x10ffff ? text : String.fromCodePoint(point);
}
