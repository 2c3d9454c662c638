import { createHash } from "node:crypto";

/** What tells texts apart: 8 hexadecimal digits of the SHA-256 of their JSON. */
export function digest(texts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 8);
}
