import { readInput } from "../input/read-input.js";
import type { Terminal } from "../output/terminal.js";
import { formatOf, type PoolFileEntry, type PoolFileFormat, parsePoolFile } from "./pool-file.js";

/**
 * The pools of several files, in their order; `-` is standard input.
 *
 * @param format where it is not to go by the files' endings
 * @throws AfpoolsError `INVALID_FILE`
 */
export async function readPoolFiles(
  files: readonly string[],
  format: PoolFileFormat | undefined,
  terminal: Terminal,
): Promise<PoolFileEntry[]> {
  const entries: PoolFileEntry[] = [];
  for (const file of files) {
    const { name, text } = await readInput(file, terminal);
    entries.push(...(await parsePoolFile(text, format ?? formatOf(file), name)));
  }
  return entries;
}
