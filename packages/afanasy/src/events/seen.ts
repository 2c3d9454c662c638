import type { Unreadable } from "../client/listing.js";
import type { Job } from "../model/job.js";
import type { NativePool } from "../model/native-pool.js";
import type { Render } from "../model/render.js";
import type { User } from "../model/user.js";

/** What became different. */
export interface Change {
  /**
   * Was everything read anew? Then these are all there are, changed or not: at first, and after anything could have been
   * missed.
   */
  readonly complete: boolean;
  readonly renders: readonly Render[];
  readonly jobs: readonly Job[];
  readonly nativePools: readonly NativePool[];
  readonly users: readonly User[];
  readonly goneRenders: readonly Render[];
  readonly goneJobs: readonly Job[];
}

/** What was read of some entries by their ids, or of all. */
export interface Reading<T> {
  readonly entries: readonly T[];
  /** Those that are there, and cannot be read. */
  readonly unreadable?: readonly Unreadable[];
  /** Those asked for; absent: all. */
  readonly ids?: readonly number[];
}

/** The entries of one kind as last seen, by id. */
export class Seen<T extends { readonly id: number; readonly name?: string }> {
  readonly #byId = new Map<number, T>();
  readonly #unreadable = new Map<number, Unreadable>();
  readonly #isSame: (a: T, b: T) => boolean;

  /** @param isSame whether two entries with the same id are the same thing: ids are given again. */
  constructor(isSame: (a: T, b: T) => boolean) {
    this.#isSame = isSame;
  }

  get all(): readonly T[] {
    return [...this.#byId.values()];
  }

  /** Those that are there, and cannot be read. Of one that could be before, `all` has what was read then. */
  get unreadable(): readonly Unreadable[] {
    return [...this.#unreadable.values()];
  }

  /** Takes over what was read. Returns what is there no more. */
  take({ entries, ids, unreadable = [] }: Reading<T>): T[] {
    const now = new Map(entries.map((entry) => [entry.id, entry]));
    const hidden = new Map(unreadable.map((entry) => [entry.id, entry]));
    const gone: T[] = [];
    for (const id of ids ?? [...this.#byId.keys(), ...this.#unreadable.keys()]) {
      const before = this.#byId.get(id);
      const after = now.get(id);
      this.#unreadable.delete(id);
      if (before && this.#mayBe(before, hidden.get(id))) continue;
      if (before && !(after && this.#isSame(before, after))) gone.push(before);
      if (!after) this.#byId.delete(id);
    }
    for (const [id, entry] of now) this.#byId.set(id, entry);
    for (const [id, entry] of hidden) this.#unreadable.set(id, entry);
    return gone;
  }

  /** May an entry be the one that cannot be read now? Its id may have come to another, which has another name. */
  #mayBe(before: T, now: Unreadable | undefined): boolean {
    return now !== undefined && (now.name === "" || now.name === before.name);
  }
}
