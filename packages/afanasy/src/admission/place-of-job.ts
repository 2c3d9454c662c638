import type { Branch } from "../model/branch.js";
import type { Job } from "../model/job.js";
import type { User } from "../model/user.js";

/** The branches from the root to a job's own, and its user where the user's limits count. */
export interface PlaceOfJob {
  readonly branches: readonly Branch[];
  /** Of those, the ones that are not known. */
  readonly unknownBranches: readonly string[];
  /** Its user's limits count only where a branch gives hosts to users. */
  readonly user: User | undefined;
  readonly isUserUnknown: boolean;
}

/** Finds the place of each job; branches and users are looked through once. */
export function placeOfJob({
  branches,
  users,
}: {
  readonly branches?: readonly Branch[] | undefined;
  readonly users?: readonly User[] | undefined;
}): (job: Pick<Job, "branch" | "user_name">) => PlaceOfJob {
  const branchOf = new Map(branches?.map((branch) => [branch.name, branch]));
  const userOf = new Map(users?.map((user) => [user.name, user]));
  return ({ branch, user_name = "" }) => {
    const paths = pathsTo(branch || "/");
    const own = branchOf.get(paths.at(-1) ?? "/");
    const isByUser = own !== undefined && !own.solve_jobs;
    return {
      branches: paths.flatMap((path) => branchOf.get(path) ?? []),
      unknownBranches: paths.filter((path) => !branchOf.has(path)),
      user: isByUser ? userOf.get(user_name) : undefined,
      isUserUnknown: isByUser && !userOf.has(user_name),
    };
  };
}

/** `/`, `/film`, `/film/shot`. */
function pathsTo(path: string): string[] {
  const parts = path.split("/").filter((part) => part !== "");
  return ["/", ...parts.map((_, index) => `/${parts.slice(0, index + 1).join("/")}`)];
}
