import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, posix, resolve } from "node:path";

/** A file of an installation. */
export interface InstallFile {
  /** Below the installation's root, with `/`. */
  readonly path: string;
  readonly content: Uint8Array;
  readonly isExecutable: boolean;
}

/** Where this package lies: the same whether it runs from its sources or built. */
const packageFolder = dirname(createRequire(import.meta.url).resolve("@afpools/integrations/package.json"));

/** The file `from` of this package, to lie at `to`. */
export async function packageFile(from: string, to: string): Promise<InstallFile> {
  const content = await readFile(join(packageFolder, from));
  return { path: to, content, isExecutable: to.endsWith(".sh") };
}

/** All files below `folder`, which is absolute or of this package, to lie below `to`. What Python made of them is left out. */
export async function filesBelow(folder: string, to: string): Promise<InstallFile[]> {
  const from = resolve(packageFolder, folder);
  const files: InstallFile[] = [];
  for (const entry of await readdir(from, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || entry.parentPath.includes("__pycache__")) continue;
    const full = join(entry.parentPath, entry.name);
    const below = full.slice(from.length + 1).replaceAll("\\", "/");
    files.push({
      path: posix.join(to, below),
      content: await readFile(full),
      isExecutable: below.endsWith(".sh"),
    });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

export function textFile(path: string, text: string): InstallFile {
  return { path, content: new TextEncoder().encode(text), isExecutable: false };
}
