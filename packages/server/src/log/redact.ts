import { hiddenPassword } from "../config/without-password.js";

const names = ["password", "secret", "token", "authorization", "cookie", "hash"];

/** Values that are never logged, by where they stand in what is logged. */
export const secretPaths: readonly string[] = names.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** Secrets that stand in the middle of a text, whatever it is: the password in an address, and what a request signs in with. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/([a-z][a-z\d+.-]*:\/\/[^\s:/@"]*):[^\s@"]+@/gi, `$1:${hiddenPassword}@`],
  [/\b(Bearer|Basic)\s+[\w+/=.~-]+/gi, `$1 ${hiddenPassword}`],
];

/** `line` without the secrets that can be told by their form. */
export function redacted(line: string): string {
  return patterns.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line);
}
