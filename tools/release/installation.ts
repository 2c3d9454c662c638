import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { publishedPackages } from "./published-packages.js";

const run = promisify(execFile);

/** Installs all packages, with what types of Node they are used with, into the empty folder. */
export async function installAll(folder: string, registry: string): Promise<void> {
  const names = publishedPackages.map(({ manifest }) => manifest.name);
  await npm(["install", "--prefix", folder, ...names, "@types/node@20"], registry);
}

/** Installs the command line as `npm install --global` does; gives the folder of its programs, and its script. */
export async function installGlobally(folder: string, registry: string) {
  await npm(["install", "--global", "--prefix", folder, "@afpools/cli"], registry);
  const [programs, library] = process.platform === "win32" ? ["", ""] : ["bin", "lib"];
  return {
    programs: join(folder, programs),
    script: join(folder, library, "node_modules", "@afpools", "cli", "bin", "afpools.js"),
  };
}

async function npm(words: readonly string[], registry: string): Promise<void> {
  await run(
    "npm",
    [...words, `--@afpools:registry=${registry}`, "--prefer-offline", "--no-audit", "--no-fund"],
    {
      shell: process.platform === "win32",
    },
  );
}
