import { escaped, number, writeObject } from "./json.js";

/** A branch of the tree that jobs are in. It has no limits of its own. */
export class SimulatedBranch {
  readonly id: number;
  /** `/` for the root, `/film`, `/film/shot`. */
  readonly path: string;
  readonly parent: string;

  constructor(id: number, path: string) {
    this.id = id;
    this.path = path;
    this.parent = path === "/" ? "" : path.replace(/\/[^/]*$/, "") || "/";
  }

  /** The root lets its jobs run by themselves, in whose branches come into being; others are as new ones are. */
  write(): string {
    const isRoot = this.path === "/";
    return writeObject([
      escaped("name", this.path),
      number("id", this.id),
      number("priority", 99),
      isRoot ? '"max_tasks_per_second":100' : undefined,
      '"solve_method":"solve_priority"',
      '"solve_need":"solve_tasksnum"',
      isRoot ? '"create_childs":true' : undefined,
      isRoot ? '"solve_jobs":true' : undefined,
      `"parent":"${this.parent}"`,
      '"active_jobs":[\n]',
      '"active_users":[\n]',
    ]);
  }
}
