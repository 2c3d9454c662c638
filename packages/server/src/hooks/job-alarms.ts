import { randomUUID } from "node:crypto";
import type { Job } from "@afpools/afanasy";
import { quoted } from "@afpools/core/internal";
import type { Delivery } from "./delivery.js";

/** What is told of a job that cannot be kept on its pool any more. */
const alarms = {
  empty: "has no host left and waits",
  orphan: "is on a pool that is gone, and keeps its last hosts",
  stuck: "cannot be kept on its pool",
} as const;

type Alarm = keyof typeof alarms;

type NamedJob = Pick<Job, "serial" | "id" | "name" | "user_name">;

/** Jobs on pools, and how they stand to them. */
export interface JudgedJobs {
  /** Nothing while that is not known. */
  readonly context: unknown;
  judge(): Promise<void>;
  unfinished(): Iterable<{ readonly job: NamedJob; readonly status: { readonly kind: string } }>;
}

/** Notices when jobs come to be empty, orphaned, or not followed. */
export class JobAlarms {
  readonly #statuses: JudgedJobs;
  #known: ReadonlyMap<number, string> | undefined;

  constructor(statuses: JudgedJobs) {
    this.#statuses = statuses;
  }

  /** What is to be told since the last look; the first one only looks. */
  async look(): Promise<readonly Delivery[]> {
    if (!this.#statuses.context) return [];
    await this.#statuses.judge();
    const jobs = [...this.#statuses.unfinished()];
    const before = this.#known;
    this.#known = new Map(jobs.map(({ job, status }) => [job.serial, status.kind]));
    if (!before) return [];
    return jobs.flatMap(({ job, status: { kind } }) =>
      isAlarm(kind) && before.get(job.serial) !== kind ? [alarm(kind, job)] : [],
    );
  }
}

function isAlarm(kind: string): kind is Alarm {
  return Object.hasOwn(alarms, kind);
}

function alarm(kind: Alarm, { serial, id, name, user_name: user = "" }: NamedJob): Delivery {
  return {
    id: randomUUID(),
    topic: "jobs",
    pools: [],
    body: {
      type: `job.${kind}`,
      text: `The job ${quoted(name)} of ${user} ${alarms[kind]}.`,
      job: { serial, id, name, user },
    },
  };
}
