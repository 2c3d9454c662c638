import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, posix } from "node:path";
import { readManifest } from "../install/manifest.js";

/**
 * What a file of the 2019 tool in a CGRU installation is:
 *
 * - `patched`: a file of CGRU's own that holds the tool's code, such as `afstarter.py`;
 * - `entry`: one that starts the tool from Keeper's menu;
 * - `tool`: one of the tool's own, below `utilities/poolssupport`.
 */
export type LegacyKind = "patched" | "entry" | "tool";

/** A file of the 2019 tool. */
export interface LegacyFile {
  readonly kind: LegacyKind;
  /** Below the CGRU installation, with `/`. */
  readonly path: string;
}

/** Where CGRU keeps what the 2019 tool changed; and Keeper's menu. */
const folders = ["afanasy/python", "lib/python", "plugins", "utilities", "start"];

const toolFolder = "utilities/poolssupport";

/** Text files that may hold the tool's code. */
const codeEndings = [".py", ".pyw", ".sh", ".cmd", ".bat"];

/** Larger than any script of CGRU's, in bytes. */
const maxBytes = 1 << 20;

/** No release of CGRU has any of these in its scripts. */
const marks = /\bpymongo\b|\bMongoClient\b|poolssupport|Don't use pool\./;

/** The tool's entries in Keeper, by what stands in them, or what they are called. */
const entryNames = /(manage|start|configure)[ _-]?pool(s|[ _-]?server)?\b/i;

/** The files of the 2019 tool in a CGRU installation, in the order of their paths. Ours are not among them. */
export async function findLegacy(root: string): Promise<readonly LegacyFile[]> {
  const { files: ours } = await readManifest(root);
  const found: LegacyFile[] = [];
  for (const folder of folders) {
    for (const path of await filesBelow(root, folder)) {
      if (path in ours || path.split("/").includes("afanasy_pools")) continue;
      const kind = await kindOf(root, path);
      if (kind) found.push({ kind, path });
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function kindOf(root: string, path: string): Promise<LegacyKind | undefined> {
  if (path.startsWith(`${toolFolder}/`)) return "tool";
  if (!codeEndings.includes(posix.extname(path).toLowerCase())) return undefined;
  const full = join(root, path);
  if ((await stat(full)).size > maxBytes) return undefined;
  const text = await readFile(full, "latin1");
  const isEntry = path.startsWith("start/");
  if (marks.test(text)) return isEntry ? "entry" : "patched";
  return isEntry && entryNames.test(basename(path)) ? "entry" : undefined;
}

async function filesBelow(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true, recursive: true }).catch(() => []);
  return entries.flatMap((entry) => {
    if (!entry.isFile()) return [];
    const below = join(entry.parentPath, entry.name).slice(root.length + 1);
    return [below.replaceAll("\\", "/")];
  });
}
