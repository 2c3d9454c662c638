import type { Obstacle } from "../install/plan.js";
import { type Target, targets } from "../install/target.js";
import type { LegacyFile } from "./find-legacy.js";

/** What of the 2019 tool must be gone before these targets are installed beside it. */
export function legacyObstacles(
  files: readonly LegacyFile[],
  wanted: readonly Target[],
): readonly Obstacle[] {
  return files.flatMap(({ kind, path }): Obstacle[] => {
    const isConcerned = wanted.some((target) => {
      const { of } = targets[target];
      return path === of || path.startsWith(`${of}/`);
    });
    if (!isConcerned || kind === "tool") return [];
    const why =
      kind === "entry"
        ? "it is an entry of the 2019 tool in Keeper, which would stand there beside ours. afpools migrate moves it away"
        : "it holds code of the 2019 tool. With both, artists would get two choosers, and a job on both loses hosts. afpools migrate puts CGRU's own file back";
    return [{ path, why }];
  });
}
