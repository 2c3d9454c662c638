import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { writeFailure } from "@afpools/core/internal";

/**
 * Writes a file that only this user can read, under another name at first: whoever looks finds the old one or the whole
 * new one, after a power cut too.
 *
 * @throws AfpoolsError `INVALID_FILE` when it cannot be written
 */
export async function writeWhole(file: string, chunks: Iterable<string>): Promise<void> {
  const draft = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString("hex")}`);
  try {
    const handle = await open(draft, "wx", 0o600);
    try {
      let text = "";
      for (const chunk of chunks) {
        text += chunk;
        if (text.length < 1 << 20) continue;
        await handle.writeFile(text);
        text = "";
      }
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw writeFailure(file, error);
  }
}
