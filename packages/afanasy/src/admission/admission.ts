import type { MaskType } from "@afpools/core";
import { type Budget, Pace, type Steps } from "@afpools/core/internal";
import type { Branch } from "../model/branch.js";
import type { BlockErrors } from "../model/error-hosts.js";
import type { Job } from "../model/job.js";
import type { TaskProgress } from "../model/task-progress.js";
import type { User } from "../model/user.js";
import type { Release } from "../releases/release.js";
import { type Judgement, leastInTheWay, strongest } from "./answer.js";
import { blockChecks } from "./block-checks.js";
import { type Check, isLasting, judgementOf, type Subject, unknownNow } from "./check.js";
import type { CheckedHost } from "./checked-host.js";
import { holdChecks, jobStateChecks } from "./job-checks.js";
import { placeOfJob } from "./place-of-job.js";
import { renderChecks, renderSettingsJudge } from "./render-checks.js";
import { subjectOfBlock, subjectOfBranch, subjectOfUser, theJob } from "./subjects.js";
import { taskChecks } from "./task-checks.js";
import { type WorkNode, workChecks } from "./work-checks.js";

/** What decides about a job beside the job itself and the hosts. */
export interface AdmissionBasis {
  readonly release: Release;
  /** All of them; absent where they were not read. */
  readonly branches?: readonly Branch[] | undefined;
  readonly users?: readonly User[] | undefined;
  /** The branch of each job by its id: for limits of branches on a host. */
  readonly branchOfJob?: ReadonlyMap<number, string> | undefined;
  /** How the job's tasks stand and where they failed, by block; absent where that was not read. */
  readonly progress?: readonly (readonly TaskProgress[])[] | undefined;
  readonly errors?: readonly BlockErrors[] | undefined;
}

/** Whether a host may start a task of one block, checks of the whole job included. */
interface BlockJudgement {
  readonly number: number;
  readonly name: string;
  readonly judgement: Judgement;
}

/** Whether a host may start a task of a job: of the block that is least in its way. */
export interface HostJudgement {
  readonly judgement: Judgement;
  readonly blocks: readonly BlockJudgement[];
}

/** Decides for hosts whether they may start tasks of one job. */
export interface JobAdmission {
  /**
   * As everything stands now.
   *
   * @param budget what comparing the host with masks is spent from
   * @throws AfpoolsError `REQUEST_TOO_COSTLY`
   */
  judge(host: CheckedHost, budget: Budget): HostJudgement;
  /** By settings alone, whatever runs, waits or is paused: `never`, `unknown` or `may`. */
  judgeSettings(host: CheckedHost, budget: Budget): Judgement;
}

/** After how many errors blocks and tasks avoid a host where nobody says. */
const usualErrors = 3;

/**
 * Reads, in steps, what afserver checks before it gives a host a task of this job, in afserver's order: the render, branches from the
 * root down, the user, the job, its blocks, their tasks.
 *
 * @param budget what reading the masks is spent from
 * @throws AfpoolsError `REQUEST_TOO_COSTLY`
 */
export function* admissionOf(job: Job, basis: AdmissionBasis, budget: Budget): Steps<JobAdmission> {
  const { release } = basis;
  const user = basis.users?.find(({ name }) => name === job.user_name);
  const maskType = job.hosts_mask_type ?? user?.hosts_mask_type;
  const ofJob = [
    ...branchAndUserChecks(job, basis, budget),
    ...workChecks(nodeOfJob(job, maskType), theJob, release, budget),
    ...jobStateChecks(job),
    ...holdChecks(job),
  ];
  const common = [...renderChecks(release), ...ofJob];
  const pace = new Pace(budget);
  const blocks: { readonly number: number; readonly name: string; readonly checks: readonly Check[] }[] = [];
  for (const [index, block] of job.blocks.entries()) {
    if (pace.isDue()) yield;
    const errors = basis.errors?.[index];
    const subject = subjectOfBlock(block);
    const checks = [
      ...blockChecks(
        block,
        subject,
        { jobId: job.id, maskType, release, avoidAfter: user?.errors_avoid_host ?? usualErrors, errors },
        budget,
      ),
      ...taskChecks(
        block,
        { ...subject, of: "task" },
        {
          maintenance: job.maintenance === true,
          avoidAfter: user?.errors_task_same_host ?? usualErrors,
          progress: basis.progress?.[index],
          errors,
        },
      ),
    ];
    blocks.push({ number: block.block_num, name: block.name, checks });
  }
  yield;
  const judgeRender = renderSettingsJudge(release);
  const settings = ofJob.filter(isLasting);
  const settingsOfBlocks = blocks.map(({ checks }) => checks.filter(isLasting));
  return {
    judge: (host, steps) => {
      const before = judgementOf(common, host, steps);
      const judged = blocks.map(({ number, name, checks }) => ({
        number,
        name,
        judgement: strongest([before, judgementOf(checks, host, steps)]),
      }));
      return { judgement: leastInTheWay(judged.map(({ judgement }) => judgement)) ?? before, blocks: judged };
    },
    judgeSettings: (host, steps) => {
      const ofRender = judgeRender(host);
      if (ofRender.answer === "never") return ofRender;
      const before = strongest([ofRender, judgementOf(settings, host, steps)]);
      if (before.answer === "never") return before;
      const judged = settingsOfBlocks.map((checks) => judgementOf(checks, host, steps));
      return strongest([before, leastInTheWay(judged)]);
    },
  };
}

function* branchAndUserChecks(job: Job, basis: AdmissionBasis, budget: Budget): Generator<Check> {
  const { release } = basis;
  const { branches, unknownBranches, user, isUserUnknown } = placeOfJob(basis)(job);
  for (const branch of branches) {
    yield* workChecks(nodeOfBranch(branch, basis), subjectOfBranch(branch.name), release, budget);
  }
  for (const path of unknownBranches) yield unread(subjectOfBranch(path));
  const subject = subjectOfUser(job);
  if (user) yield* workChecks(nodeOfUser(user), subject, release, budget);
  if (isUserUnknown) yield unread(subject);
}

function unread({ of, label }: Subject): Check {
  return unknownNow("unread", of, `what ${label} allows is not known.`);
}

function nodeOfBranch(branch: Branch, { branchOfJob }: AdmissionBasis): WorkNode {
  const within = branch.name === "/" ? "/" : `${branch.name}/`;
  const isWithin = (path: string) => path === branch.name || path.startsWith(within);
  return {
    ...branch,
    running: branch.running_tasks_num,
    tasksOn: ({ render: { tasks = [] } }) => {
      if (!branchOfJob) return tasks.length === 0 ? 0 : undefined;
      return tasks.filter(({ job_id }) => isWithin(branchOfJob.get(job_id) ?? "/")).length;
    },
  };
}

function nodeOfUser(user: User): WorkNode {
  return {
    ...user,
    running: user.running_tasks_num,
    tasksOn: ({ render: { tasks = [] } }) => tasks.filter(({ user_name }) => user_name === user.name).length,
  };
}

function nodeOfJob(job: Job, maskType: MaskType | undefined): WorkNode {
  return {
    ...job,
    ...(maskType && { hosts_mask_type: maskType }),
    running: job.running_tasks_num,
    tasksOn: ({ render: { tasks = [] } }) => tasks.filter(({ job_id }) => job_id === job.id).length,
  };
}
