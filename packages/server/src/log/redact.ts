import { hiddenSecret, hideSecretsIn } from "@afpools/core";

const names = ["password", "secret", "token", "authorization", "cookie", "hash"];

/** Values that are never logged, by where they stand in what is logged. */
export const secretPaths: readonly string[] = names.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** What a request signs in with, wherever it stands in a text. */
const credentials = /\b(Bearer|Basic)\s+[\w+/=.~-]+/gi;

/** `line` without the secrets that are known by their form: passwords in addresses, and credentials of requests. */
export function redacted(line: string): string {
  return hideSecretsIn(line).replaceAll(credentials, `$1 ${hiddenSecret}`);
}
