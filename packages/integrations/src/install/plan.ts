import { stat } from "node:fs/promises";
import { join, posix } from "node:path";
import { AfpoolsError } from "@afpools/core";
import { checksum, checksumOf } from "../files/checksum.js";
import type { InstallFile } from "../files/package-files.js";
import { type Manifest, readManifest } from "./manifest.js";
import { type Target, targets } from "./target.js";

/** What is to be done with one file. */
export interface Step {
  readonly action: "create" | "update" | "keep" | "remove";
  /** Below the root, with `/`. */
  readonly path: string;
  readonly target: Target;
  /** What is to be in it; of `create` and `update`. */
  readonly file?: InstallFile;
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
  /** As it was, and as it is to be. */
  readonly before: Manifest;
  readonly after: Manifest;
}

/**
 * Plans what makes the files of targets lie below `root`. Files that are not in the manifest are not ours: they are in the
 * way, whatever they hold.
 *
 * @throws AfpoolsError `INVALID_FILE` for a manifest that cannot be read.
 */
export async function planInstall(
  root: string,
  files: ReadonlyMap<Target, readonly InstallFile[]>,
): Promise<InstallPlan> {
  const before = await readManifest(root);
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
    else if (!ours) obstacles.push({ path, why: "it is there already, and afpools has not put it there" });
    else if (found === sha256) steps.push({ action: "keep", path, target });
    else if (found === ours.sha256) steps.push({ action: "update", path, target, file });
    else obstacles.push({ path, why: "somebody has changed it since afpools wrote it" });
  }
  // What an earlier version put there and this one does not.
  const obsolete = Object.entries(before.files).filter(
    ([path, { target }]) => files.has(target) && !wanted.has(path),
  );
  await planRemovals(root, obsolete, { steps, obstacles, after });
  const folders = await missingFolders(root, [...wanted.keys(), "afpools/manifest.json"]);
  return {
    root,
    steps,
    obstacles,
    before,
    after: { ...after, folders: [...new Set([...before.folders, ...folders])] },
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
  return { root, steps, obstacles, before, after };
}

async function planRemovals(
  root: string,
  entries: readonly (readonly [string, Manifest["files"][string]])[],
  { steps, obstacles, after }: { steps: Step[]; obstacles: Obstacle[]; after: Manifest },
): Promise<void> {
  for (const [path, { target, sha256 }] of entries) {
    const found = await checksumOf(join(root, path));
    if (found !== undefined && found !== sha256) {
      obstacles.push({ path, why: "somebody has changed it since afpools wrote it" });
      continue;
    }
    delete after.files[path];
    if (found !== undefined) steps.push({ action: "remove", path, target });
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
    if (!found) missing.push(folder);
  }
  return missing;
}
