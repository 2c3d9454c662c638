import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { AfpoolsError } from "@afpools/core";
import { type Target, targetNames, targets } from "../install/target.js";

/** A CGRU installation. */
export interface CgruPlace {
  readonly root: string;
  /** What its `version.txt` says. */
  readonly version: string;
  /** The targets that it has something for. */
  readonly targets: readonly Target[];
}

/** @throws AfpoolsError `INVALID_ARGUMENT` when `folder` is no CGRU installation. */
export async function readCgruPlace(folder: string): Promise<CgruPlace> {
  const root = resolve(folder);
  const found = await Promise.all(
    targetNames.map(async (target) => ((await isThere(join(root, targets[target].of))) ? [target] : [])),
  );
  const version = await readFile(join(root, "version.txt"), "utf8").catch(() => undefined);
  if (version === undefined || !found.flat().includes("python")) {
    throw new AfpoolsError(
      "INVALID_ARGUMENT",
      `${root} is not a CGRU installation: it has no version.txt, or no ${targets.python.of}. Name it with --cgru, or set CGRU_LOCATION.`,
      { details: { folder: root } },
    );
  }
  return { root, version: version.trim(), targets: found.flat() };
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
