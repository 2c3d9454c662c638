import { readInput } from "../input/read-input.js";
import type { Terminal } from "../output/terminal.js";
import { formatOf, likelyFormat, type PoolFileFormat, parsePoolFile } from "./pool-file.js";
import type { PoolFileEntry } from "./pool-file-entry.js";

/**
 * The pools of several files, in their order; `-` is standard input.
 *
 * @param format where it is not to go by the files' endings, or where they say nothing by what is in them
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
    entries.push(...(await parsePoolFile(text, format ?? formatOf(file) ?? likelyFormat(text), name)));
  }
  return entries;
}
