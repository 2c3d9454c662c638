import { chmod, mkdir, readdir, readFile, rm, rmdir } from "node:fs/promises";
import { join, posix } from "node:path";
import { AfpoolsError } from "@afpools/core";
import { type Manifest, manifestPath } from "./manifest.js";
import type { InstallPlan, Step } from "./plan.js";
import { type Modes, modesBelow, replaceFile, temporarySuffix } from "./write-file.js";

/**
 * Does what was planned. When one step fails, those before it are undone.
 *
 * The manifest is written first and names all that is to come. So when the process is killed, at whatever step, the next
 * installation completes it, and the next removal takes away what was put there.
 *
 * @throws AfpoolsError `CONFLICT` when something is in the way, and nothing was done; `INVALID_FILE` when a file cannot be
 * written.
 */
export async function carryOut(plan: InstallPlan): Promise<void> {
  const { root, obstacles, steps, before, after } = plan;
  if (obstacles.length > 0) throw inTheWay(root, obstacles);
  const undo: (() => Promise<unknown>)[] = [];
  try {
    await mkdir(root, { recursive: true });
    const modes = await modesBelow(root);
    if (isNothing(before) && isNothing(after)) return await removeEmptied(plan, modes);
    const own = posix.dirname(manifestPath);
    if (after.folders.includes(own)) await makeFolder(root, own, modes, undo);
    undo.push(() => restoreManifest(root, before, modes));
    await writeManifest(root, intended(plan), modes);
    for (const path of Object.keys(intended(plan).files)) {
      await rm(join(root, path + temporarySuffix), { force: true }).catch(ignoreNoFolder);
    }
    for (const folder of after.folders) await makeFolder(root, folder, modes, undo);
    for (const step of steps) await take(root, step, modes, undo);
    await removeEmptied(plan, modes);
  } catch (cause) {
    for (const back of undo.reverse()) await back().catch(() => undefined);
    const { message } = cause as Error;
    throw new AfpoolsError("INVALID_FILE", `${message}. Nothing is changed in ${root}.`, { cause });
  }
}

/** Below what is no folder there is no file to remove. */
function ignoreNoFolder(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOTDIR") throw error;
}

function isNothing({ files, folders }: Manifest): boolean {
  return Object.keys(files).length === 0 && folders.length === 0;
}

/** What is there while it is carried out: files of before and after, with the contents that they may have. */
function intended({ before, after, steps }: InstallPlan): Manifest {
  const files: Manifest["files"] = { ...before.files, ...after.files };
  for (const { path, target, previous } of steps) {
    if (previous !== undefined) files[path] = { target, sha256: previous, ...after.files[path], previous };
  }
  return { ...after, files, folders: [...new Set([...before.folders, ...after.folders])].sort() };
}

function inTheWay(root: string, obstacles: InstallPlan["obstacles"]): AfpoolsError {
  const list = obstacles.map(({ path, why }) => `\n  ${path}: ${why}`).join("");
  return new AfpoolsError(
    "CONFLICT",
    `Nothing is changed in ${root}, because of these files:${list}\nRestore what afpools wrote, or move the file away, and try again.`,
    { details: { root, files: obstacles.map(({ path }) => path) } },
  );
}

async function makeFolder(
  root: string,
  folder: string,
  modes: Modes,
  undo: (() => Promise<unknown>)[],
): Promise<void> {
  const full = join(root, folder);
  try {
    await mkdir(full, { mode: modes.folder });
    undo.push(() => rmdir(full));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  // The umask takes bits away from the mode of mkdir.
  await chmod(full, modes.folder);
}

async function take(
  root: string,
  { action, path, file }: Step,
  modes: Modes,
  undo: (() => Promise<unknown>)[],
): Promise<void> {
  if (action === "keep") return;
  const full = join(root, path);
  const old = action === "create" ? undefined : await readFile(full);
  undo.push(() => (old ? replaceFile(full, old, modes.file) : rm(full, { force: true })));
  if (file) await replaceFile(full, file.content, file.isExecutable ? modes.executable : modes.file);
  else await rm(full);
}

async function writeManifest(root: string, manifest: Manifest, modes: Modes): Promise<void> {
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  await replaceFile(join(root, manifestPath), text, modes.file);
}

async function restoreManifest(root: string, before: Manifest, modes: Modes): Promise<void> {
  if (isNothing(before)) await rm(join(root, manifestPath), { force: true });
  else await writeManifest(root, before, modes);
}

/**
 * Takes away the folders that afpools made and in which nothing is left, with what Python made of the modules in them and
 * what a killed installation left; then writes the manifest as it is to be, or takes it away as the last file.
 */
async function removeEmptied({ root, after, before }: InstallPlan, modes: Modes): Promise<void> {
  const own = posix.dirname(manifestPath);
  const made = [...new Set([...before.folders, ...after.folders])].filter((folder) => folder !== own);
  const left: string[] = [];
  for (const folder of made.sort().reverse()) {
    if (!(await removeIfEmpty(join(root, folder)))) left.push(folder);
  }
  if (Object.keys(after.files).length > 0) {
    const folders = [...left, ...after.folders.filter((folder) => folder === own)].sort();
    return writeManifest(root, { ...after, folders }, modes);
  }
  const isOurs = before.folders.includes(own) || isNothing(before);
  await rm(join(root, manifestPath), { force: true });
  if (isOurs) await removeIfEmpty(join(root, own));
}

/** Removes a folder in which nothing of others is; is it gone? */
async function removeIfEmpty(full: string): Promise<boolean> {
  const names = await readdir(full).catch(() => undefined);
  if (!names) return true;
  const temporary = names.filter((name) => name.endsWith(temporarySuffix));
  for (const name of temporary) await rm(join(full, name), { force: true });
  if (!names.every((name) => name === "__pycache__" || temporary.includes(name))) return false;
  await rm(join(full, "__pycache__"), { recursive: true, force: true });
  await rmdir(full);
  return true;
}
