import type { BlockErrors } from "../model/error-hosts.js";
import type { Block } from "../model/job.js";
import type { TaskProgress } from "../model/task-progress.js";
import { type Check, lasting, passing, type Subject, stopOf, unknownNow } from "./check.js";

/** What is known of a block's tasks. */
export interface TasksBasis {
  /** Is it a maintenance job, each task of which is for the host of its name? */
  readonly maintenance: boolean;
  /** After how many errors on a host tasks avoid it, where the block does not say. */
  readonly avoidAfter: number;
  /** Absent where they were not read, as the errors. */
  readonly progress?: readonly TaskProgress[] | undefined;
  readonly errors?: BlockErrors | undefined;
}

/** Whether the one task that a block offers may go to a host. */
export function* taskChecks(block: Block, subject: Subject, basis: TasksBasis): Generator<Check> {
  if (basis.maintenance) yield* maintenanceChecks(block, subject, basis);
  else yield* headOfBlockChecks(block, subject, basis);
}

function* maintenanceChecks(
  { tasks }: Block,
  { label }: Subject,
  { progress }: TasksBasis,
): Generator<Check> {
  if (!tasks) {
    const text = `tasks of ${label} are each for the host of their name, and their names were not read.`;
    return yield unknownNow("maintenance", "task", text);
  }
  const numbers = new Map(tasks.map(({ name }, number) => [name, number]));
  yield lasting(({ name }) =>
    numbers.has(name)
      ? undefined
      : stopOf("never", "maintenance", "task", `no maintenance task of ${label} is for this host.`),
  );
  if (!progress) return;
  yield passing(({ name }) =>
    progress[numbers.get(name) ?? -1]?.state.has("RDY")
      ? undefined
      : stopOf(
          "not-now",
          "maintenance",
          "task",
          `the maintenance task of ${label} for this host is not ready.`,
        ),
  );
}

/** A block offers a host one task; where that one avoids the host, the host gets none of the block. */
function* headOfBlockChecks(block: Block, subject: Subject, basis: TasksBasis): Generator<Check> {
  const { progress, errors } = basis;
  const most = block.errors_task_same_host ?? basis.avoidAfter;
  if (most < 1 || !block.p_error_hosts) return;
  if (!errors) {
    const text = `tasks of ${subject.label} failed on ${block.p_error_hosts} hosts; on which was not read.`;
    yield unknownNow("errors", "task", text);
    return;
  }
  const head = progress && headOf(progress, block.sequential ?? 1);
  yield passing(({ name }) => {
    const avoiding = [...errors.tasks].filter(([, counts]) => (counts.get(name) ?? 0) >= most);
    const isReady = (task: number) => !progress || progress[task]?.state.has("RDY");
    const [first] = avoiding.find(([task]) => (head === undefined ? isReady(task) : task === head)) ?? [];
    if (first === undefined) return undefined;
    if (head === undefined) {
      const text = `task ${first} of ${subject.label} avoids this host after errors; whether it is next is not known.`;
      return stopOf("unknown", "errors", "task", text);
    }
    const text = `task ${first} of ${subject.label} is next and avoids this host, on which it failed; no other is offered.`;
    return stopOf("not-now", "errors", "task", text);
  });
}

/** The task that is offered next; nothing where that cannot be told. */
function headOf(progress: readonly TaskProgress[], sequential: number): number | undefined {
  const ready = progress.flatMap(({ state }, number) => (state.has("RDY") ? [number] : []));
  if (sequential === 1 || ready.length === 1) return ready[0];
  return sequential === -1 ? ready.at(-1) : undefined;
}
