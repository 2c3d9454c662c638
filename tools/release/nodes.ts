import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "./published-packages.js";

/** The lines of Node that the packages are for (`engines`). */
export const nodeLines = ["20", "22", "24"];

const cache = join(root, "node_modules", ".cache", "afpools", "nodes");

/** The Node of each line: the one that runs this, and the others from npm's packages of Node's own binaries. */
export async function nodeBinaries(): Promise<Record<string, string>> {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const suffix = process.platform === "win32" ? ".exe" : "";
  const binaries: Record<string, string> = {};
  const missing: string[] = [];
  for (const line of nodeLines) {
    if (process.versions.node.startsWith(`${line}.`)) {
      binaries[line] = process.execPath;
      continue;
    }
    const path = join(cache, "node_modules", `node-${line}`, "bin", `node${suffix}`);
    binaries[line] = path;
    if (!existsSync(path)) missing.push(`node-${line}@npm:node-${platform}-${process.arch}@${line}`);
  }
  if (missing.length > 0) {
    await mkdir(cache, { recursive: true });
    await promisify(execFile)("npm", ["install", "--prefix", cache, "--no-audit", ...missing], {
      shell: process.platform === "win32",
    });
  }
  return binaries;
}
