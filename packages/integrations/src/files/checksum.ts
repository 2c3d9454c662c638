import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

/** SHA-256 as hexadecimal digits. */
export function checksum(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** That of a file; nothing where there is none. Rejects when it cannot be read. */
export async function checksumOf(file: string): Promise<string | undefined> {
  try {
    return checksum(await readFile(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
