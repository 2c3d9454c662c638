import { readFile } from "node:fs/promises";

/** The text in `file`, without the byte order mark that editors on Windows put before it; nothing when it is not there. */
export async function readText(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, "utf8")).replace(/^\uFEFF/, "");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
