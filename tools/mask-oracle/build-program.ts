import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const cacheFolder = fileURLToPath(new URL("../../node_modules/.cache/afpools/", import.meta.url));
const options = ["-std=c++17", "-O1", "-fno-access-control", "-Wall"];

/**
 * The path of the program that g++ makes of a C++ file, built anew when the file has changed.
 *
 * @throws Error when g++ is missing or refuses the file, with what to do.
 */
export function buildProgram(source: URL, name: string, extraOptions: readonly string[] = []): string {
  const all = [...options, ...extraOptions];
  const hash = createHash("sha256")
    .update(readFileSync(source))
    .update(all.join(" "))
    .digest("hex")
    .slice(0, 16);
  const program = join(cacheFolder, `${name}-${hash}`);
  if (existsSync(program)) return program;
  mkdirSync(cacheFolder, { recursive: true });
  // Built under another name and moved, so that test files which run at once never see half a program.
  const unfinished = `${program}.${process.pid}`;
  const built = spawnSync("g++", [...all, "-o", unfinished, fileURLToPath(source)], { encoding: "utf8" });
  if (built.error) {
    throw new Error(
      "This needs a C++ compiler to compare masks with the real engines: apt-get install --no-install-recommends g++",
      { cause: built.error },
    );
  }
  if (built.status !== 0) throw new Error(`g++ refused ${source.pathname}:\n${built.stderr}`);
  renameSync(unfinished, program);
  return program;
}
