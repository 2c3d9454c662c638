import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const standIn = fileURLToPath(new URL("./cgru", import.meta.url));

/** A folder of the test's own. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "afpools-integrations-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What keeps a program's own files in a folder of the test's own, however it looks for the user's. */
export function ownHome(): Record<string, string> {
  const home = join(temporaryFolder(), "home");
  mkdirSync(home);
  return { HOME: home, XDG_CONFIG_HOME: join(home, "config"), XDG_CACHE_HOME: join(home, "cache") };
}

/** A tree laid out as CGRU's, with stand-ins of its programs, in a folder of the test's own. */
export function cgruTree(): string {
  const root = join(temporaryFolder(), "cgru with spaces");
  cpSync(standIn, root, { recursive: true, filter: (path) => !path.includes("__pycache__") });
  return root;
}

/** All that is below a folder: paths with what they hold, and may. What Python made of modules is left out. */
export function contentsOf(root: string): Record<string, string> {
  const contents: Record<string, string> = {};
  for (const entry of readdirSync(root, { withFileTypes: true, recursive: true })) {
    const full = join(entry.parentPath, entry.name);
    const path = full.slice(root.length + 1);
    const mode = (statSync(full).mode & 0o777).toString(8);
    const sum = entry.isFile() ? createHash("sha256").update(readFileSync(full)).digest("hex") : "folder";
    contents[path] = `${mode} ${sum}`;
  }
  return contents;
}
