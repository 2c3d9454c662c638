import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const cache = fileURLToPath(new URL("../node_modules/.cache/afpools/", import.meta.url));
const run = promisify(execFile);

/**
 * The path of the program that Go builds from the module in the folder `name` beside this file. It is built once, then kept
 * in `node_modules/.cache/afpools` until a file of the module changes.
 *
 * @throws Error when Go is missing or cannot build it.
 */
export async function buildGoProgram(name: string): Promise<string> {
  const sources = fileURLToPath(new URL(`./${name}/`, import.meta.url));
  const hash = createHash("sha256");
  for (const file of (await readdir(sources)).sort())
    hash.update(file).update(await readFile(join(sources, file)));
  const suffix = process.platform === "win32" ? ".exe" : "";
  const path = join(cache, `${name}-${hash.digest("hex").slice(0, 16)}${suffix}`);
  if (!existsSync(path)) {
    await mkdir(cache, { recursive: true });
    const unfinished = `${path}.${process.pid}${suffix}`;
    await run("go", ["build", "-o", unfinished, "."], { cwd: sources });
    await rename(unfinished, path);
  }
  return path;
}
