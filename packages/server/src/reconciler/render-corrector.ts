import { correctProperties, type PropertyCorrection } from "@afpools/afanasy";
import type { Clock } from "@afpools/core";
import type { LiveAfserver } from "../afserver/live-afserver.js";
import type { JobStandings } from "../jobs/job-standings.js";
import type { Log } from "../log/log.js";
import { Attempts } from "./attempts.js";

export interface RenderCorrectorOptions {
  readonly afserver: LiveAfserver;
  readonly standings: JobStandings;
  /** `property`: renders get the tokens of all pools; `mask`: of those that jobs need. */
  readonly enforcement: "mask" | "property";
  readonly log: Log;
  readonly clock: Clock;
}

/** Writes to renders the tokens of the pools that they are in. */
export class RenderCorrector {
  readonly #options: RenderCorrectorOptions;
  readonly #attempts: Attempts<string>;

  constructor(options: RenderCorrectorOptions) {
    this.#options = options;
    this.#attempts = new Attempts(options.clock);
  }

  /** Milliseconds until what had no effect is tried again; nothing where nothing had none. */
  get nextDelay(): number | undefined {
    return this.#attempts.nextDelay;
  }

  /** @returns how many renders were corrected. Rejects as requests to afserver do. */
  async correct(signal: AbortSignal): Promise<number> {
    const due = this.#due();
    if (due.length === 0) return 0;
    const { afserver, log } = this.#options;
    await Promise.all(
      due.map(({ renders, change }) => afserver.afserver.changeRenders(renders, change, { signal })),
    );
    const count = due.reduce((sum, { renders }) => sum + renders.length, 0);
    log.info({ renders: count }, "updated pool tokens of renders");
    return count;
  }

  /** What is to be written, and was not tried in vain just now. */
  #due(): PropertyCorrection[] {
    const { afserver, standings, enforcement } = this.#options;
    const { context } = standings;
    if (!context?.farm) return [];
    const { pools, farm } = context;
    const needed = this.#poolsNeeded();
    const wanted = enforcement === "property" ? pools : pools.filter(({ id }) => needed.has(id));
    const there = new Set(pools.map(({ id }) => id));
    // Renders keep the tokens of a pool that is gone while a job needs them, as a job would keep its mask.
    const gone = new Set([...needed].filter((id) => !there.has(id)));
    const { renders, nativePools } = afserver;
    const wrong = correctProperties(renders, { pools: wanted, farm, nativePools, gone });
    this.#attempts.retain(new Set(wrong.flatMap(({ renders: alike }) => alike.map(({ name }) => name))));
    return wrong.flatMap(({ renders: alike, change }) => {
      const what = change.properties_host;
      const due = alike.filter(({ name }) => this.#attempts.isDue(name, what));
      for (const { name } of due) this.#attempts.note(name, what);
      return due.length > 0 ? [{ renders: due, change }] : [];
    });
  }

  /** The ids of the pools whose tokens unfinished jobs need. */
  #poolsNeeded(): ReadonlySet<string> {
    const ids = new Set<string>();
    for (const { tag, standing } of this.#options.standings.unfinished()) {
      if (tag.enforcement !== "property" || standing.kind === "by-hand") continue;
      for (const id of Object.values(tag.pools)) ids.add(id);
    }
    return ids;
  }
}
