import { readFile } from "node:fs/promises";
import { AfpoolsError } from "@afpools/core";
import { readAll, standardInput } from "../input/standard-input.js";
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
    const text = file === standardInput ? await readAll(terminal.in) : await readText(file);
    entries.push(...(await parsePoolFile(text, format ?? formatOf(file), file)));
  }
  return entries;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new AfpoolsError("INVALID_FILE", `${file} cannot be read: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}
