import { readdir, stat } from "node:fs/promises";
import { join, posix } from "node:path";
import { AfpoolsError } from "@afpools/core";
import { checksum, checksumOf } from "../files/checksum.js";
import type { InstallFile } from "../files/package-files.js";
import { type Manifest, manifestPath, readManifest } from "./manifest.js";
import { type Target, targets } from "./target.js";
import { type Modes, modesBelow, temporarySuffix } from "./write-file.js";

/** What is to be done with one file. */
export interface Step {
  readonly action: "create" | "update" | "keep" | "remove";
  /** Below the root, with `/`. */
  readonly path: string;
  readonly target: Target;
  /** What is to be in it; of `create` and `update`. */
  readonly file?: InstallFile;
  /** The checksum of what is there now; of `update` and `remove`. */
  readonly previous?: string;
}

/** A file in the way. */
export interface Obstacle {
  readonly path: string;
  readonly why: string;
}

/** What an installation, or its removal, does below one root. */
export interface InstallPlan {
  readonly root: string;
  readonly steps: readonly Step[];
  /** Where there is one, nothing may be done. */
  readonly obstacles: readonly Obstacle[];
  /** What the person who installs should know. */
  readonly warnings: readonly string[];
  /** As it was, and as it is to be. */
  readonly before: Manifest;
  readonly after: Manifest;
}

/**
 * Plans what makes the files of targets lie below `root`. A file that is not in the manifest is in the way, unless it holds
 * the very content that it is to have.
 *
 * @throws AfpoolsError `INVALID_FILE` for a manifest that cannot be read.
 */
export async function planInstall(
  root: string,
  files: ReadonlyMap<Target, readonly InstallFile[]>,
): Promise<InstallPlan> {
  const before = await readManifest(root);
  const modes = await modesBelow(root).catch(() => undefined);
  const steps: Step[] = [];
  const obstacles: Obstacle[] = [];
  const wanted = new Map(
    [...files].flatMap(([target, list]) => list.map((file) => [file.path, { target, file }] as const)),
  );
  const after: Manifest = { ...before, files: { ...before.files } };
  for (const [path, { target, file }] of wanted) {
    const sha256 = checksum(file.content);
    const found = await checksumOf(join(root, path));
    const ours = before.files[path];
    after.files[path] = { target, sha256 };
    if (found === undefined) steps.push({ action: "create", path, target, file });
    else if (found === sha256) {
      const isReadable = !modes || (await hasMode(join(root, path), file, modes));
      const previous = found;
      steps.push(
        isReadable ? { action: "keep", path, target } : { action: "update", path, target, file, previous },
      );
    } else if (!ours) obstacles.push({ path, why: "it is there already, and afpools has not put it there" });
    else if (found === ours.sha256 || found === ours.previous)
      steps.push({ action: "update", path, target, file, previous: found });
    else obstacles.push({ path, why: "somebody has changed it since afpools wrote it" });
  }
  // What an earlier version put there and this one does not.
  const obsolete = Object.entries(before.files).filter(
    ([path, { target }]) => files.has(target) && !wanted.has(path),
  );
  await planRemovals(root, obsolete, { steps, obstacles, after });
  const folders = await missingFolders(root, [...wanted.keys(), manifestPath]);
  return {
    root,
    steps,
    obstacles,
    warnings: [],
    before,
    after: { ...after, folders: [...new Set([...before.folders, ...folders])].sort() },
  };
}

/**
 * Plans what takes the files of targets away.
 *
 * @throws AfpoolsError `CONFLICT` when another target that stays needs one of them; `INVALID_FILE`.
 */
export async function planUninstall(root: string, asked: readonly Target[]): Promise<InstallPlan> {
  const before = await readManifest(root);
  const installed = new Set(Object.values(before.files).map(({ target }) => target));
  for (const target of installed) {
    const needed = asked.includes(target)
      ? undefined
      : targets[target].needs.find((need) => asked.includes(need));
    if (!needed) continue;
    throw new AfpoolsError(
      "CONFLICT",
      `${target} needs ${needed} and is installed in ${root}. Uninstall both: afpools uninstall ${needed} ${target}`,
      { details: { target: needed, neededBy: target } },
    );
  }
  const steps: Step[] = [];
  const obstacles: Obstacle[] = [];
  const after: Manifest = { ...before, files: { ...before.files } };
  const entries = Object.entries(before.files).filter(([, { target }]) => asked.includes(target));
  await planRemovals(root, entries, { steps, obstacles, after });
  return { root, steps, obstacles, warnings: [], before, after };
}

/** Is there anything of an installation below `root`, what a killed one left included? */
export async function isInstalled(root: string): Promise<boolean> {
  const { files, folders } = await readManifest(root);
  return Object.keys(files).length > 0 || folders.length > 0 || (await isLeftover(root));
}

/** Was the folder of the manifest made, and nothing written there yet? */
async function isLeftover(root: string): Promise<boolean> {
  const names = await readdir(join(root, posix.dirname(manifestPath))).catch(() => undefined);
  return names?.every((name) => name === posix.basename(manifestPath) + temporarySuffix) ?? false;
}

async function hasMode(path: string, { isExecutable }: InstallFile, modes: Modes): Promise<boolean> {
  if (process.platform === "win32") return true;
  const wanted = isExecutable ? modes.executable : modes.file;
  return ((await stat(path)).mode & wanted) === wanted;
}

async function planRemovals(
  root: string,
  entries: readonly (readonly [string, Manifest["files"][string]])[],
  { steps, obstacles, after }: { steps: Step[]; obstacles: Obstacle[]; after: Manifest },
): Promise<void> {
  for (const [path, { target, sha256, previous }] of entries) {
    const found = await checksumOf(join(root, path));
    if (found !== undefined && found !== sha256 && found !== previous) {
      obstacles.push({ path, why: "somebody has changed it since afpools wrote it" });
      continue;
    }
    delete after.files[path];
    if (found !== undefined) steps.push({ action: "remove", path, target, previous: found });
  }
}

/** The folders that have to be made for these files, the outer before the inner. */
async function missingFolders(root: string, paths: readonly string[]): Promise<string[]> {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let folder = posix.dirname(path); folder !== "."; folder = posix.dirname(folder))
      folders.add(folder);
  }
  const missing: string[] = [];
  for (const folder of [...folders].sort()) {
    const found = await stat(join(root, folder)).catch(() => undefined);
    const isOurs = folder === posix.dirname(manifestPath) && (await isLeftover(root));
    if (!found || isOurs) missing.push(folder);
  }
  return missing;
}
