import type { MaskType } from "@afpools/core";
import { escaped, integerOf, isObject, type Json, numbers, numberUnless, textOf } from "./json.js";
import { MaskField, type MaskReaders } from "./mask-field.js";
import type { SimulatedRender } from "./render.js";
import { containsToken } from "./tokens.js";

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

  constructor(readers: MaskReaders) {
    this.include = new MaskField("hosts_mask", readers);
    this.exclude = new MaskField("hosts_mask_exclude", readers);
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
    take(textOf(params, "need_os"), (tokens) => {
      this.needOs = tokens;
    });
    take(textOf(params, "need_properties"), (tokens) => {
      this.needProperties = tokens;
    });
    take(integerOf(params, "max_running_tasks"), (count) => {
      this.maxRunningTasks = count;
    });
    take(integerOf(params, "max_running_tasks_per_host"), (count) => {
      this.maxRunningTasksPerHost = count;
    });
    const { pools } = params;
    if (isObject(pools)) {
      this.pools = readPools(pools);
      // Taking all pools off is neither stored nor told.
      if (Object.keys(pools).length > 0) told = true;
    }
    take(textOf(params, "hosts_mask_type"), (type) => {
      if (type === "find" || type === "regex") this.setMaskType(type);
    });
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
      containsToken(this.needOs, render.os) &&
      containsToken(this.needProperties, render.properties) &&
      this.poolPriority(render.pool.path) !== undefined
    );
  }

  /** How much a render of this native pool is preferred; nothing where the job must not run. */
  poolPriority(path: string): number | undefined {
    if (this.pools.size === 0) return 0;
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
}

/** Values are cut to -100…100; nameless ones and zeros go. */
function readPools(pools: Json): Map<string, number> {
  return new Map(
    Object.entries(pools).flatMap(([name, value]): [string, number][] =>
      name !== "" && typeof value === "number" && Number.isInteger(value) && value !== 0
        ? [[name, Math.max(-100, Math.min(100, value))]]
        : [],
    ),
  );
}
