import { AfpoolsError } from "../errors.js";
import { clipText } from "../text/show.js";

/** The longest host name, in characters: a DNS name's limit (RFC 1035, 2.3.4, as text). */
export const maxHostNameLength = 253;

const validHostName = /^[A-Za-z0-9._-]{1,253}$/;

/** May `text` be a host's name: 1–253 letters (A–Z), digits, `.`, `-`, `_`? */
export function isHostName(text: string): boolean {
  return validHostName.test(text);
}

/**
 * The host name in `text`, white space around it removed, its spelling kept.
 *
 * @throws AfpoolsError `INVALID_HOST_NAME`, naming the first character that a host name cannot have.
 */
export function parseHostName(text: string): string {
  const name = text.trim();
  if (isHostName(name)) return name;
  throw new AfpoolsError(
    "INVALID_HOST_NAME",
    `${JSON.stringify(clipText(name, 80))} is not a host name: ${flaw(name)}.`,
    { details: { name: clipText(name, 80) } },
  );
}

/** What makes two host names the same host: names are equal without regard to case. */
export function hostKey(name: string): string {
  return name.toLowerCase();
}

/** Of `hosts` the one of this very spelling, or else the first that is the same host. */
export function findHost<T extends { readonly name: string }>(
  hosts: readonly T[],
  name: string,
): T | undefined {
  const key = hostKey(name);
  return hosts.find((host) => host.name === name) ?? hosts.find((host) => hostKey(host.name) === key);
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Orders host names as people do: `pc-2` before `pc-10`. A total order: 0 for the very same text only. */
export function compareHostNames(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

function flaw(name: string): string {
  if (name === "") return "it is empty";
  if (name.length > maxHostNameLength) {
    return `it has ${name.length} characters, at most ${maxHostNameLength} are allowed`;
  }
  const characters = [...name];
  const bad = characters.findIndex((character) => !isHostName(character));
  return `character ${bad + 1}, ${JSON.stringify(characters[bad])}, is not a letter (A-Z), digit, ".", "-" or "_"`;
}
