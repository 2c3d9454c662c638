import { hiddenSecret, hideSecretsIn } from "@afpools/core/internal";

const names = ["password", "secret", "token", "authorization", "cookie", "hash"];

/** Values that are never logged, by where they stand in what is logged. */
export const secretPaths: readonly string[] = names.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** What a request signs in with, wherever it stands in a text. */
const credentials = /\b(Bearer|Basic)\s+[\w+/=.~-]+/gi;

/** Tokens, sessions and links of users, and what stands behind a link of the page that signs in. */
const tokens = /\bafp_(?<id>[0-9a-f]{24})_[\w-]{43}|(?<link>#token=)[\w-]+/g;

/**
 * `line` without the secrets that are known by their form: passwords in addresses, credentials of requests, and those that the
 * server makes, of which the id stays.
 */
export function redacted(line: string): string {
  return hideSecretsIn(line)
    .replaceAll(credentials, `$1 ${hiddenSecret}`)
    .replaceAll(tokens, (_, id?: string, link?: string) => (link ?? `afp_${id}_`) + hiddenSecret);
}
