import { quoted } from "@afpools/core/internal";
import type { Branch } from "../model/branch.js";
import type { Block, Job } from "../model/job.js";
import type { Subject } from "./check.js";

export const theJob: Subject = { of: "job", label: "the job" };

export function subjectOfBranch(path: Branch["name"]): Subject {
  return { of: "branch", label: path === "/" ? "the root branch" : `the branch ${path}` };
}

export function subjectOfUser({ user_name = "?" }: Pick<Job, "user_name">): Subject {
  return { of: "user", label: `the user ${user_name}` };
}

export function subjectOfBlock({ name }: Pick<Block, "name">): Subject {
  return { of: "block", label: `the block ${quoted(name, 60)}` };
}
