import { readInput } from "../../input/read-input.js";
import type { Terminal } from "../../output/terminal.js";
import { readCgru } from "./cgru.js";
import { readDeadline } from "./deadline.js";
import type { ForeignPools } from "./foreign-pools.js";
import { readOpenCue } from "./opencue.js";

const readers = { deadline: readDeadline, opencue: readOpenCue, cgru: readCgru } as const;

/** The systems whose exports are understood. */
export type ForeignSystem = keyof typeof readers;

/** @throws AfpoolsError `INVALID_FILE` */
export async function readForeign(
  file: string,
  system: ForeignSystem,
  terminal: Terminal,
): Promise<ForeignPools> {
  const { name, text } = await readInput(file, terminal);
  return readers[system](text, name);
}
