import { chmod, mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AfpoolsError } from "@afpools/core";
import { type Manifest, manifestPath } from "./manifest.js";
import type { InstallPlan, Step } from "./plan.js";

/**
 * Does what was planned. When one step fails, those before it are undone.
 *
 * @throws AfpoolsError `CONFLICT` when something is in the way, and nothing was done; `INVALID_FILE` when a file cannot be
 * written.
 */
export async function carryOut(plan: InstallPlan): Promise<void> {
  const { root, obstacles, steps } = plan;
  if (obstacles.length > 0) throw inTheWay(root, obstacles);
  const undo: (() => Promise<unknown>)[] = [];
  try {
    for (const folder of plan.after.folders) {
      // Makes those only that are not there.
      if (await mkdir(join(root, folder), { recursive: true }))
        undo.push(() => rmdir(join(root, folder)).catch(() => undefined));
    }
    for (const step of steps) await take(root, step, undo);
    await writeManifest(root, plan.after);
  } catch (cause) {
    for (const back of undo.reverse()) await back().catch(() => undefined);
    const { message } = cause as Error;
    throw new AfpoolsError("INVALID_FILE", `${message}. Nothing is changed in ${root}.`, { cause });
  }
  await removeEmptied(plan);
}

function inTheWay(root: string, obstacles: InstallPlan["obstacles"]): AfpoolsError {
  const list = obstacles.map(({ path, why }) => `\n  ${path}: ${why}`).join("");
  return new AfpoolsError(
    "CONFLICT",
    `Nothing is changed in ${root}, because of these files:${list}\nPut back what afpools wrote, or move the file away, and try again.`,
    { details: { root, files: obstacles.map(({ path }) => path) } },
  );
}

async function take(
  root: string,
  { action, path, file }: Step,
  undo: (() => Promise<unknown>)[],
): Promise<void> {
  if (action === "keep") return;
  const full = join(root, path);
  const old = action === "create" ? undefined : await readFile(full);
  undo.push(() => (old ? writeFile(full, old) : rm(full, { force: true })));
  if (!file) {
    await rm(full);
    return;
  }
  await replace(full, file.content);
  if (file.isExecutable) await chmod(full, 0o755);
}

async function replace(full: string, content: Uint8Array | string): Promise<void> {
  const temporary = `${full}.${process.pid}.new`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, full);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeManifest(root: string, manifest: Manifest): Promise<void> {
  const file = join(root, manifestPath);
  if (Object.keys(manifest.files).length === 0) return rm(file, { force: true });
  await mkdir(dirname(file), { recursive: true });
  await replace(file, `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** Takes away the folders that afpools made and in which nothing is left, and what Python made of the modules in them. */
async function removeEmptied({ root, after, before }: InstallPlan): Promise<void> {
  const made = [...new Set([...before.folders, ...after.folders])].sort().reverse();
  const left: string[] = [];
  for (const folder of made) {
    const full = join(root, folder);
    const names = await readdir(full).catch(() => undefined);
    if (!names) continue;
    const others = names.filter((name) => name !== "__pycache__");
    if (others.length > 0) {
      left.push(folder);
      continue;
    }
    await rm(join(full, "__pycache__"), { recursive: true, force: true });
    await rmdir(full);
  }
  const isGone = Object.keys(after.files).length === 0;
  if (!isGone) await writeManifest(root, { ...after, folders: left.reverse() });
}
