import { Budget, finish, Pace, type Steps } from "@afpools/core";
import type { FarmSide } from "../farm/farm-side.js";
import type { Job } from "../model/job.js";
import { admissionOf, type RenderSide, renderSides } from "./admission.js";

/** How many hosts of the farm may render a job, by its own members as they are now. */
export interface JobReach {
  readonly hosts: number;
  readonly online: number;
}

/**
 * What one job's masks may cost on the whole farm: several times what the longest lists of names take on 10,000 hosts. A job
 * beyond it has no reach.
 */
const costsOfJob = { states: 250_000, steps: 1_000_000, stepsAtOnce: 100_000 };

/** A render in its place in the lists below; `null` where nobody is any more. */
type Place = (RenderSide & { readonly online: boolean }) | null;

/** Jobs with the same restrictions: whom they let in, by the renders' places. */
interface Restriction {
  readonly admission: ReturnType<typeof admissionOf>;
  admitted: Uint8Array;
}

/**
 * The reach of jobs, worked out again and again as jobs and the farm change: what does not touch a restriction is not
 * looked at anew. A job whose masks afserver reads in an uncertain way, or that cost too much to be read, has none.
 */
export class JobReaches {
  readonly #placeOf = new Map<string, number>();
  readonly #places: Place[] = [];
  #online = new Uint8Array(64);
  #restrictions = new Map<string, Restriction | undefined>();
  #dialect: FarmSide["dialect"];

  /**
   * The reach of each of these jobs by its serial, worked out step by step: a thousand masks that were never seen take
   * seconds on a farm of 10,000 hosts, and who fetches the steps can do something else between them. One run at a time.
   */
  *steps(jobs: readonly Job[], side: FarmSide): Steps<Map<number, JobReach>> {
    if (this.#dialect !== side.dialect) this.#restrictions.clear();
    this.#dialect = side.dialect;
    const moved = this.#take(renderSides(side));
    const used = new Map<string, { readonly restriction: Restriction | undefined; reach?: JobReach }>();
    const reaches = new Map<number, JobReach>();
    for (const job of jobs) {
      const { hosts_mask, hosts_mask_exclude, hosts_mask_type, need_properties, pools } = job;
      const key = JSON.stringify([hosts_mask, hosts_mask_exclude, hosts_mask_type, need_properties, pools]);
      let entry = used.get(key);
      if (!entry) {
        const restriction = yield* this.#restrictionOf(key, job, moved);
        entry = { restriction, ...(restriction && { reach: this.#count(restriction) }) };
        used.set(key, entry);
        yield;
      }
      if (entry.reach) reaches.set(job.serial, entry.reach);
    }
    this.#restrictions = new Map([...used].map(([key, { restriction }]) => [key, restriction]));
    return reaches;
  }

  /** Takes the renders over; gives the places that are others' now, or whose render is another one to restrictions. */
  #take(sides: readonly NonNullable<Place>[]): number[] {
    const moved: number[] = [];
    const present = new Set<number>();
    for (const side of sides) {
      const place = this.#placeOf.get(side.name) ?? this.#places.length;
      const before = this.#places[place];
      if (!before) this.#placeOf.set(side.name, place);
      if (!before || !isSameToRestrictions(before, side)) moved.push(place);
      this.#places[place] = side;
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
  *#restrictionOf(key: string, job: Job, moved: readonly number[]): Steps<Restriction | undefined> {
    const known = this.#restrictions.get(key);
    if (!known && this.#restrictions.has(key)) return undefined;
    const budget = new Budget(costsOfJob);
    try {
      const restriction = known ?? {
        admission: admissionOf(job, this.#dialect ?? "3.4", budget),
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
      restriction.admitted[place] = side && restriction.admission(side, budget).admitted ? 1 : 0;
    }
  }

  #count({ admitted }: Restriction): JobReach {
    let hosts = 0;
    let online = 0;
    for (let place = 0; place < this.#places.length; place += 1) {
      if (admitted[place] === 0) continue;
      hosts += 1;
      online += this.#online[place] ?? 0;
    }
    return { hosts, online };
  }
}

/** The reach of each of these jobs by its serial, worked out once. */
export function jobReaches(jobs: readonly Job[], side: FarmSide): Map<number, JobReach> {
  return finish(new JobReaches().steps(jobs, side));
}

function isSameToRestrictions(a: RenderSide, b: RenderSide): boolean {
  return a.properties === b.properties && a.nativePool === b.nativePool;
}
