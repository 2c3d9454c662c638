import type { Render } from "@afpools/afanasy";
import { propertyChanges, writeRenders } from "@afpools/afanasy/internal";
import type { Clock, LeaseKeeper } from "@afpools/core";
import type { LiveAfserver } from "../afserver/live-afserver.js";
import type { JobStatuses } from "../jobs/job-statuses.js";
import type { Log } from "../log/log.js";
import { Attempts } from "./attempts.js";

export interface RenderCorrectorOptions {
  readonly afserver: LiveAfserver;
  readonly statuses: JobStatuses;
  /** Nothing is written without it. */
  readonly lease: Pick<LeaseKeeper, "isHeld">;
  /** `property`: renders get the tokens of all pools; `mask`: of those that jobs need. */
  readonly enforcement: "mask" | "property";
  readonly log: Log;
  readonly clock: Clock;
}

/** For each render what is to be changed on it, if anything. */
type Changes = ReturnType<typeof propertyChanges>;

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
    const { afserver, lease, log } = this.#options;
    const changeOf = this.#changes();
    const due = changeOf ? this.#due(changeOf) : [];
    if (due.length === 0) return 0;
    let count = 0;
    const changeFor = (render: Render) => {
      const change = lease.isHeld ? changeOf?.(render) : undefined;
      if (change) count += 1;
      return change;
    };
    const { strangers, refused } = await writeRenders(afserver.afserver, due, changeFor, { signal });
    for (const { nodes, error } of refused) {
      const [first] = nodes;
      log.warn(
        { render: first?.name, renders: nodes.length, error: error.message },
        "afserver did not update host properties",
      );
    }
    for (const { node, isRestored } of strangers) {
      log.warn(
        { render: node.name, isRestored },
        "wrote pool tokens to a host that got a deleted host's id during a write",
      );
    }
    if (count > 0) log.info({ renders: count }, "host properties updated");
    return count;
  }

  /** The renders that are to be written, and were not tried in vain just now. */
  #due(changeOf: Changes): readonly Render[] {
    const wrong = this.#options.afserver.renders.flatMap((render) => {
      const what = changeOf(render)?.properties_host;
      return what === undefined ? [] : [{ render, what }];
    });
    this.#attempts.retain(new Set(wrong.map(({ render }) => render.name)));
    const due = wrong.filter(({ render: { name }, what }) => this.#attempts.isDue(name, what));
    for (const { render, what } of due) this.#attempts.note(render.name, what);
    return due.map(({ render }) => render);
  }

  /** What is to be changed on each render, by pools and farm as they are; nothing while they are not known. */
  #changes(): Changes | undefined {
    const { afserver, statuses, enforcement } = this.#options;
    const { context } = statuses;
    // Before 3.0, afserver keeps no properties of a render.
    if (!context?.farm || context.release?.hostFacts === "host") return undefined;
    const { pools, farm } = context;
    const needed = this.#poolsNeeded();
    const wanted = enforcement === "property" ? pools : pools.filter(({ id }) => needed.has(id));
    const there = new Set(pools.map(({ id }) => id));
    // Renders keep the tokens of a pool that is gone while a job needs them, as a job would keep its mask.
    const gone = new Set([...needed].filter((id) => !there.has(id)));
    return propertyChanges({ pools: wanted, farm, nativePools: afserver.nativePools, gone });
  }

  /** The ids of the pools whose tokens unfinished jobs need. */
  #poolsNeeded(): ReadonlySet<string> {
    const ids = new Set<string>();
    for (const { tag, status } of this.#options.statuses.unfinished()) {
      if (tag.enforcement !== "property" || status.kind === "by-hand") continue;
      for (const id of Object.values(tag.pools)) ids.add(id);
    }
    return ids;
  }
}
