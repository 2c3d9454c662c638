import { chmod, open, rename, rm, stat } from "node:fs/promises";

/** Behind the name of a file while it is written. One that a killed installation left is overwritten or removed later. */
export const temporarySuffix = ".afpools-new";

/** The modes of what is put into a folder. */
export interface Modes {
  readonly folder: number;
  readonly file: number;
  readonly executable: number;
}

/**
 * Modes for what lies below `root`: whoever may read that folder may read what is put there, whatever the umask of the
 * person who installs. A hook that other users cannot read would let their jobs out without a pool.
 */
export async function modesBelow(root: string): Promise<Modes> {
  const readers = (await stat(root)).mode & 0o055;
  const folder = 0o700 | readers;
  return { folder, file: folder & 0o644, executable: folder };
}

/** Replaces a file in one step. */
export async function replaceFile(path: string, content: Uint8Array | string, mode: number): Promise<void> {
  const temporary = path + temporarySuffix;
  try {
    const file = await open(temporary, "w", mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await chmod(temporary, mode);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
