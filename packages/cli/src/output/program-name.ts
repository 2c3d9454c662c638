import { existsSync } from "node:fs";
import { basename, delimiter, dirname, join, resolve } from "node:path";

/** How the program was started. */
export interface ProgramStart {
  /** The file that was started, as `process.argv[1]`. */
  readonly file: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What a person types before a command to start this program as it was started now, for hints. */
export function programName({ file, environment }: ProgramStart): string {
  if (environment.npm_command === "exec") return "npx @afpools/cli";
  const folders = (environment.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const isOnPath = folders.some((folder) => resolve(folder) === resolve(dirname(file)));
  if (basename(file) === "afpools" && isOnPath) return "afpools";
  // On Windows npm's command starts the file behind it.
  if (folders.some((folder) => existsSync(join(folder, "afpools.cmd")))) return "afpools";
  return file.endsWith(".js") ? `node ${shellWord(file)}` : shellWord(file);
}

/** `word` as a shell takes it for one word. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
