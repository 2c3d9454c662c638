import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { Contexts } from "@afpools/api/node";
import { writeWhole } from "../backup/write-file.js";

/**
 * Writes them; the file is replaced in one step. Only its owner can read it: addresses can hold passwords.
 *
 * @throws AfpoolsError `INVALID_FILE`
 */
export async function writeContexts(file: string, contexts: Contexts): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeWhole(file, [`${JSON.stringify(contexts, undefined, 2)}\n`]);
}
