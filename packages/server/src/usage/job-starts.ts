import type { Job, PoolTag, WatchEvent } from "@afpools/afanasy";
import { pooledJob } from "@afpools/afanasy/internal";

/** A job whose first task began. */
export interface JobStart {
  /** The ids of the pools that its expression names; none for a job on no pool. */
  readonly pools: readonly string[];
  /** How long it had waited for that since it might have begun, in seconds. */
  readonly waited: number;
}

/** What is watched for jobs that start. */
export interface JobsWatch {
  readonly jobs: readonly Job[];
  subscribeToAll(listener: (event: WatchEvent) => void): () => void;
}

/** Notes the jobs that start while it watches, each once: one that was restarted has not waited since it was sent. */
export class JobStarts {
  readonly #unsubscribe: () => void;
  /** The serials of jobs that have started. */
  readonly #known = new Set<number>();
  #starts: JobStart[] = [];
  #hasSeen = false;

  constructor(watch: JobsWatch) {
    if (watch.jobs.length > 0) this.#take(watch.jobs);
    this.#unsubscribe = watch.subscribeToAll((event) => {
      if (event.kind !== "change") return;
      for (const { serial } of event.goneJobs) this.#known.delete(serial);
      this.#take(event.jobs);
    });
  }

  /** Those since it was asked last. */
  take(): readonly JobStart[] {
    const starts = this.#starts;
    this.#starts = [];
    return starts;
  }

  close(): void {
    this.#unsubscribe();
  }

  /** Of jobs that had started before anything was seen nobody knows in which minute. */
  #take(jobs: readonly Job[]): void {
    for (const job of jobs) {
      const { serial, time_started = 0 } = job;
      if (time_started === 0 || this.#known.has(serial)) continue;
      this.#known.add(serial);
      if (this.#hasSeen) this.#starts.push({ pools: poolIdsOf(pooledJob(job)?.tag), waited: waitOf(job) });
    }
    this.#hasSeen = true;
  }
}

/** The ids of the pools that a tag names. */
export function poolIdsOf(tag: PoolTag | undefined): readonly string[] {
  return [...new Set(Object.values(tag?.pools ?? {}))];
}

function waitOf({ time_started = 0, time_creation = time_started, time_wait = 0 }: Job): number {
  return Math.max(0, time_started - Math.max(time_creation, time_wait));
}
