import type { MaskType } from "@afpools/core";
import type { Release } from "../../releases/release.js";
import { escaped, integerOf, type Json, numbers, numbersOf, numberUnless, textOf } from "./json.js";
import { type MaskField, type MaskReaders, maskField } from "./mask-field.js";
import { hasNeeded } from "./needs.js";
import type { SimulatedRender } from "./render.js";

/** What decides on which renders a job, or all jobs of a user, may run. */
export class Work {
  readonly include: MaskField;
  readonly exclude: MaskField;
  maskType: MaskType | undefined;
  needOs = "";
  needProperties = "";
  pools: ReadonlyMap<string, number> = new Map();
  maxRunningTasks = -1;
  maxRunningTasksPerHost = -1;
  readonly #release: Release;

  constructor(readers: MaskReaders, release: Release) {
    this.include = maskField("hosts_mask", readers);
    this.exclude = maskField("hosts_mask_exclude", readers);
    this.#release = release;
  }

  /** Takes over what is in `params` and of the right type. Returns whether anything was that afserver tells its monitors. */
  read(params: Json): boolean {
    let told = false;
    const take = <T>(value: T | undefined, set: (value: T) => void) => {
      if (value === undefined) return;
      set(value);
      told = true;
    };
    take(textOf(params, "hosts_mask"), (mask) => this.include.setText(mask));
    take(textOf(params, "hosts_mask_exclude"), (mask) => this.exclude.setText(mask));
    take(textOf(params, "need_os"), (needed) => {
      this.needOs = needed;
    });
    take(textOf(params, "need_properties"), (needed) => {
      this.needProperties = needed;
    });
    take(integerOf(params, "max_running_tasks"), (count) => {
      this.maxRunningTasks = count;
    });
    take(integerOf(params, "max_running_tasks_per_host"), (count) => {
      this.maxRunningTasksPerHost = count;
    });
    // Taking all pools off is neither stored nor told.
    if (this.#readPools(params)) told = true;
    if (this.#release.maskTypes.includes("find")) {
      take(textOf(params, "hosts_mask_type"), (type) => {
        if (type === "find" || type === "regex") this.setMaskType(type);
      });
    }
    return told;
  }

  setMaskType(type: MaskType): void {
    this.maskType = type;
    this.include.setType(type);
    this.exclude.setType(type);
  }

  admits(render: SimulatedRender): boolean {
    return (
      this.include.admits(render.name) &&
      this.exclude.admits(render.name) &&
      hasNeeded(this.needOs, render.os, this.#release, true) &&
      hasNeeded(this.needProperties, render.properties, this.#release, false) &&
      this.poolPriority(render.pool.path) !== undefined
    );
  }

  /** How much a render of this native pool is preferred; nothing where the job must not run. */
  poolPriority(path: string): number | undefined {
    if (this.pools.size === 0 || !this.#release.nativePools) return 0;
    let priority = 0;
    let found = false;
    let confined = false;
    for (const [name, value] of this.pools) {
      if (value >= 100) confined = true;
      if (!(name.startsWith("/") ? path.startsWith(name) : path.includes(name))) continue;
      if (value <= -100) return undefined;
      found = true;
      priority += value;
    }
    return confined && !found ? undefined : priority;
  }

  write(): (string | undefined)[] {
    return [
      numberUnless(-1, "max_running_tasks", this.maxRunningTasks),
      numberUnless(-1, "max_running_tasks_per_host", this.maxRunningTasksPerHost),
      escaped("hosts_mask", this.include.text),
      escaped("hosts_mask_exclude", this.exclude.text),
      escaped("need_os", this.needOs),
      escaped("need_properties", this.needProperties),
      numbers("pools", this.pools),
      escaped("hosts_mask_type", this.maskType),
    ];
  }

  /** Some releases forget the pools whenever anything else is changed. Returns whether any were named. */
  #readPools(params: Json): boolean {
    const pools = numbersOf(params, "pools");
    if (pools) this.pools = readPools(pools);
    else if (this.#release.changesClearNativePools) this.pools = new Map();
    return pools !== undefined && pools.size > 0;
  }
}

/** Values are cut to -100…100; nameless ones and zeros go. */
function readPools(pools: ReadonlyMap<string, number>): Map<string, number> {
  return new Map(
    [...pools].flatMap(([name, value]): [string, number][] =>
      name !== "" && value !== 0 ? [[name, Math.max(-100, Math.min(100, value))]] : [],
    ),
  );
}
