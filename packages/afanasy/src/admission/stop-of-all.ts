import type { Job } from "../model/job.js";
import type { Release } from "../releases/release.js";
import { type Judgement, leastInTheWay, type Stop, strongest } from "./answer.js";
import type { Check } from "./check.js";
import { blockStateChecks, jobStateChecks } from "./job-checks.js";
import { limitChecks } from "./limit-checks.js";
import type { PlaceOfJob } from "./place-of-job.js";
import { subjectOfBlock, subjectOfBranch, subjectOfUser, theJob } from "./subjects.js";

type Place = Pick<PlaceOfJob, "branches" | "user">;

/**
 * What stops a job on every host: limits and pauses of its branches, its user, itself and its blocks, and what they wait for.
 * Nothing where only something of the hosts can be in its way. Masks and needs are not looked at, so that it costs little.
 */
export function stopOfAll(job: Job, place: Place, release: Release): Stop | undefined {
  const common = judgementOf(commonChecks(job, place));
  const hidesDepends = !release.checks.has("task-depends");
  const blocks = job.blocks.map((block) => {
    const subject = subjectOfBlock(block);
    const { max_running_tasks: most, running_tasks_counter: running } = block;
    return strongest([
      common,
      judgementOf(blockStateChecks(block, subject.label, hidesDepends)),
      judgementOf(limitChecks({ ...(most !== undefined && { max_running_tasks: most }), running }, subject)),
    ]);
  });
  const judgement = leastInTheWay(blocks) ?? common;
  // A job whose tasks all run is not stopped.
  const isStop = judgement.answer === "not-now" || judgement.answer === "never";
  return isStop && judgement.check !== "no-ready-task" ? judgement : undefined;
}

function* commonChecks(job: Job, { branches, user }: Place): Generator<Check> {
  for (const branch of branches) {
    yield* limitChecks({ ...branch, running: branch.running_tasks_num }, subjectOfBranch(branch.name));
  }
  if (user) yield* limitChecks({ ...user, running: user.running_tasks_num }, subjectOfUser(job));
  yield* limitChecks({ ...job, running: job.running_tasks_num }, theJob);
  yield* jobStateChecks(job);
}

/** Of checks that say the same of every host. */
function judgementOf(checks: Iterable<Check>): Judgement {
  return strongest(Array.from(checks, ({ always }) => always));
}
