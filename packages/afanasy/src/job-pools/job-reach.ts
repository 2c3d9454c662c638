import { Budget, finish, Pace, type Steps } from "@afpools/core/internal";
import { admissionOf, type JobAdmission } from "../admission/admission.js";
import type { Stop } from "../admission/answer.js";
import { type CheckedHost, checkedHostOf } from "../admission/checked-host.js";
import type { JobSide } from "../admission/job-side.js";
import { placeOfJob } from "../admission/place-of-job.js";
import { hostSettingsKey, jobSettingsKey, poolSettingsKey } from "../admission/settings-key.js";
import { stopOfAll } from "../admission/stop-of-all.js";
import type { FarmSide } from "../farm/farm-side.js";
import type { Job } from "../model/job.js";
import type { NativePool } from "../model/native-pool.js";
import { newestRelease } from "../releases/release.js";

/** How many hosts of the farm may ever render a job, as settings are now; whether they can at the moment is not regarded. */
export interface HostCount {
  readonly hosts: number;
  readonly online: number;
}

/** Where a job can render. */
export interface JobReach {
  /** Absent where it is not known of a host whether it may. */
  readonly count?: HostCount;
  /** What stops the job on every host at the moment. */
  readonly stop?: Stop;
}

/** What decides which hosts may ever render jobs, beside the jobs. */
export interface ReachSide extends FarmSide, Partial<Pick<JobSide, "branches" | "users" | "resources">> {}

/**
 * What one job's masks may cost on the whole farm: several times what the longest lists of names take on 10,000 hosts. A job
 * beyond it has no reach.
 */
const costsOfJob = { states: 250_000, steps: 1_000_000, stepsAtOnce: 100_000 };

/** A render in its place in the lists below; `null` where nobody is any more. */
type Place = { readonly host: CheckedHost; readonly online: boolean; readonly settings: string } | null;

/** Jobs with the same restrictions: whom they let in, by the renders' places. */
interface Restriction {
  readonly admission: JobAdmission;
  admitted: Uint8Array;
}

/**
 * The reach of jobs, worked out again and again as jobs and the farm change: what does not touch a restriction is not
 * looked at anew. Hosts are not counted where it is not known of one whether it may, and where masks cost too much to be read.
 */
export class JobReaches {
  readonly #placeOf = new Map<string, number>();
  readonly #places: Place[] = [];
  #online = new Uint8Array(64);
  #restrictions = new Map<string, Restriction | undefined>();
  #release: FarmSide["release"];

  /**
   * The reach of each of these jobs by its serial, worked out step by step: a thousand masks that were never seen take
   * seconds on a farm of 10,000 hosts, and who fetches the steps can do something else between them. One run at a time.
   */
  *steps(jobs: readonly Job[], side: ReachSide): Steps<Map<number, JobReach>> {
    const { release = newestRelease } = side;
    if (this.#release?.version !== release.version) this.#restrictions.clear();
    this.#release = release;
    const moved = yield* this.#take(side);
    const used = new Map<string, { readonly restriction: Restriction | undefined; count?: HostCount }>();
    const reaches = new Map<number, JobReach>();
    const pace = new Pace(new Budget());
    const placeOf = placeOfJob(side);
    for (const job of jobs) {
      if (pace.isDue(1 + job.blocks.length)) yield;
      const place = placeOf(job);
      const key = jobSettingsKey(job, place.branches, place.user);
      let entry = used.get(key);
      if (!entry) {
        const basis = { ...side, release };
        const restriction = yield* this.#restrictionOf(
          key,
          (budget) => admissionOf(job, basis, budget),
          moved,
        );
        const count = restriction && this.#count(restriction);
        entry = { restriction, ...(count && { count }) };
        used.set(key, entry);
        yield;
      }
      const stop = stopOfAll(job, place, release);
      reaches.set(job.serial, { ...(entry.count && { count: entry.count }), ...(stop && { stop }) });
    }
    this.#restrictions = new Map([...used].map(([key, { restriction }]) => [key, restriction]));
    return reaches;
  }

  /** Takes the renders over; gives the places that are others' now, or whose render is another one to restrictions. */
  *#take({ renders, farm, nativePools, resources, release = newestRelease }: ReachSide): Steps<number[]> {
    const moved: number[] = [];
    const present = new Set<number>();
    const hostOf = checkedHostOf({ nativePools, release, resources });
    const poolKeys = new Map(nativePools.map((pool) => [pool, poolSettingsKey(pool)]));
    const keyOf = (pool: NativePool) => poolKeys.get(pool) ?? "";
    const byName = new Map(renders.map((render) => [render.name, render]));
    const pace = new Pace(new Budget());
    for (const { name, online } of farm.hosts) {
      if (pace.isDue()) yield;
      const render = byName.get(name);
      if (!render) continue;
      const host = hostOf(render);
      const now = { host, online, settings: hostSettingsKey(host, keyOf) };
      const place = this.#placeOf.get(name) ?? this.#places.length;
      const before = this.#places[place];
      if (!before) this.#placeOf.set(name, place);
      if (before?.settings !== now.settings) moved.push(place);
      this.#places[place] = now;
      present.add(place);
    }
    for (const [name, place] of this.#placeOf) {
      if (present.has(place)) continue;
      // Places are not given again: who leaves for good is rare.
      this.#placeOf.delete(name);
      this.#places[place] = null;
      moved.push(place);
    }
    if (this.#online.length < this.#places.length) this.#online = new Uint8Array(this.#places.length * 2);
    for (const [place, side] of this.#places.entries()) this.#online[place] = side?.online ? 1 : 0;
    return moved;
  }

  /** What was known of a restriction, brought to the renders of now; nothing where it cannot be read. */
  *#restrictionOf(
    key: string,
    read: (budget: Budget) => Steps<JobAdmission>,
    moved: readonly number[],
  ): Steps<Restriction | undefined> {
    const known = this.#restrictions.get(key);
    if (!known && this.#restrictions.has(key)) return undefined;
    const budget = new Budget(costsOfJob);
    try {
      const restriction = known ?? {
        admission: yield* read(budget),
        admitted: new Uint8Array(this.#online.length),
      };
      yield* this.#admit(restriction, known ? moved : this.#places.keys(), budget);
      return restriction;
    } catch {
      return undefined;
    }
  }

  *#admit(restriction: Restriction, places: Iterable<number>, budget: Budget): Steps<void> {
    const pace = new Pace(budget);
    if (restriction.admitted.length < this.#online.length) {
      const grown = new Uint8Array(this.#online.length);
      grown.set(restriction.admitted);
      restriction.admitted = grown;
    }
    for (const place of places) {
      if (pace.isDue()) yield;
      const side = this.#places[place];
      restriction.admitted[place] = side
        ? codes[restriction.admission.judgeSettings(side.host, budget).answer]
        : codes.never;
    }
  }

  /** Nothing where it is not known of one of them. */
  #count({ admitted }: Restriction): HostCount | undefined {
    let hosts = 0;
    let online = 0;
    for (let place = 0; place < this.#places.length; place += 1) {
      if (admitted[place] === codes.never) continue;
      if (admitted[place] === codes.unknown) return undefined;
      hosts += 1;
      online += this.#online[place] ?? 0;
    }
    return { hosts, online };
  }
}

/** The reach of each of these jobs by its serial, worked out once. */
export function jobReaches(jobs: readonly Job[], side: ReachSide): Map<number, JobReach> {
  return finish(new JobReaches().steps(jobs, side));
}

/** How answers about settings are kept. Settings do not say `not-now`. */
const codes = { never: 0, "not-now": 0, may: 1, unknown: 2 } as const;
