import { type Clock, type HostFacts, systemClock } from "@afpools/core";

/** In which time changes of a fact are counted, in ms. */
const windowMs = 3_600_000;

/** What machines measure, and what therefore can flip: a graphics driver that fails, users who come and go. */
const measured = ["cores", "ram", "disk", "gpu", "gpuRam", "users"] as const;

type Measured = (typeof measured)[number];

interface Track {
  /** As the host says. */
  said: HostFacts;
  /** As it counts. */
  settled: HostFacts;
  /** When each fact changed, in ms since 1970: as many times as it takes to know whether that is too often. */
  readonly changes: Map<Measured, readonly number[]>;
  cancel: (() => void) | undefined;
}

export interface FactDamperOptions {
  /** How often an hour a fact may change. */
  readonly most: number;
  /** Is told when a fact counts again as the host says, with all facts of the host. */
  readonly onSettled: (name: string, facts: HostFacts) => void;
  readonly clock?: Clock;
}

/**
 * Keeps a fact of a host that changes too often as it was, until it has changed no more than `most` times in the last hour. Pools
 * are computed from what it gives, so that all who compute them see the same.
 */
export class FactDamper {
  readonly #options: FactDamperOptions;
  readonly #clock: Clock;
  readonly #tracks = new Map<string, Track>();

  constructor(options: FactDamperOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** What counts of a host that says this. Where something is kept as it was, it has `keptUntil`. */
  settle(name: string, said: HostFacts): HostFacts {
    const track = this.#tracks.get(name);
    if (!track) {
      this.#tracks.set(name, { said, settled: said, changes: new Map(), cancel: undefined });
      return said;
    }
    const now = this.#clock.date();
    for (const key of measured) {
      if (isSame(track.said[key], said[key])) continue;
      const times = [...(track.changes.get(key) ?? []), now];
      track.changes.set(key, times.slice(-(this.#options.most + 1)));
    }
    track.said = said;
    return this.#judge(name, track, now);
  }

  /**
   * Goes on where another server or an earlier run stopped: these facts are kept until the time that they name.
   *
   * @returns what counts then; nothing where they name no time to come, or something of the host is kept already
   */
  resume(name: string, { keptUntil = "", ...settled }: HostFacts): HostFacts | undefined {
    const at = Date.parse(keptUntil) - windowMs;
    const now = this.#clock.date();
    if (!(at + windowMs > now) || this.#tracks.get(name)?.cancel) return undefined;
    const said = this.#tracks.get(name)?.said ?? settled;
    const times = Array.from({ length: this.#options.most + 1 }, () => at);
    const changes = new Map(measured.map((key) => [key, times]));
    const track: Track = { said, settled, changes, cancel: undefined };
    this.#tracks.set(name, track);
    return this.#judge(name, track, now);
  }

  close(): void {
    for (const { cancel } of this.#tracks.values()) cancel?.();
    this.#tracks.clear();
  }

  #judge(name: string, track: Track, now: number): HostFacts {
    const keptUntil = new Map(measured.map((key) => [key, this.#keptUntil(track.changes.get(key) ?? [])]));
    const isKept = (key: Measured) => (keptUntil.get(key) ?? 0) > now;
    const facts = Object.fromEntries(
      measured.flatMap((key) => {
        const value = (isKept(key) ? track.settled : track.said)[key];
        return value === undefined ? [] : [[key, value]];
      }),
    ) as HostFacts;
    track.settled = facts;
    track.cancel?.();
    track.cancel = undefined;
    const ends = measured.filter(isKept).map((key) => keptUntil.get(key) ?? now);
    if (ends.length === 0) return facts;
    track.cancel = this.#clock.schedule(Math.min(...ends) - now, () => {
      this.#options.onSettled(name, this.#judge(name, track, this.#clock.date()));
    });
    return { ...facts, keptUntil: new Date(Math.max(...ends)).toISOString() };
  }

  /** Until when a fact with these changes is kept; 0 where it changes no more often than it may. */
  #keptUntil(times: readonly number[]): number {
    const [first] = times;
    return first === undefined || times.length <= this.#options.most ? 0 : first + windowMs;
  }
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
