import { nativePoolChains } from "../farm/native-pool-chains.js";
import type { HostResources } from "../model/host-resources.js";
import type { NativePool } from "../model/native-pool.js";
import type { Render } from "../model/render.js";
import type { Release } from "../releases/release.js";

/** A host as afserver's checks look at it: its render, with what its native pools give it. */
export interface CheckedHost {
  readonly render: Render;
  readonly name: string;
  readonly online: boolean;
  /** The native pools that it is in, from the nearest to the root; none where the release has none. */
  readonly pools: readonly NativePool[];
  readonly os: string;
  readonly properties: string;
  /** -1 where nobody has said any. */
  readonly power: number;
  /** What its tasks may take together; infinite where there is no limit. Absent where it is not known. */
  readonly capacity?: number;
  /** Absent where it is not known. */
  readonly maxTasks?: number;
  /** Absent where they were not read, or while it is offline. */
  readonly resources?: HostResources;
}

export interface HostsBasis {
  readonly nativePools: readonly NativePool[];
  readonly release: Pick<Release, "hostFacts">;
  /** By the renders' ids. */
  readonly resources?: ReadonlyMap<number, HostResources> | undefined;
}

/** Gives each render of a farm as the checks look at it. */
export function checkedHostOf({
  nativePools,
  release,
  resources,
}: HostsBasis): (render: Render) => CheckedHost {
  const chainOf = nativePoolChains(nativePools);
  return (render) => {
    const measured = render.state.has("ONL") ? resources?.get(render.id) : undefined;
    const common = {
      render,
      name: render.name,
      online: render.state.has("ONL"),
      ...(measured && { resources: measured }),
    };
    return release.hostFacts === "host"
      ? { ...common, ...factsOfFarmFile(render) }
      : { ...common, ...factsOfPools(render, chainOf(render.pool ?? "/")) };
  };
}

function factsOfFarmFile({ host, capacity, max_tasks, os, properties_host }: Render) {
  return {
    pools: [],
    os: host?.os ?? os ?? "",
    properties: host?.properties ?? properties_host ?? "",
    power: host?.power ?? -1,
    ...present("capacity", capacity ?? host?.capacity),
    ...present("maxTasks", max_tasks ?? host?.max_tasks),
  };
}

function factsOfPools(render: Render, pools: readonly NativePool[]) {
  const nodes = [render, ...pools];
  const isRootKnown = pools.at(-1)?.name === "/";
  const nearest = (member: "capacity_host" | "max_tasks_host" | "power_host") =>
    nodes.map((node) => node[member]).find((value) => value !== undefined && value >= 0);
  // Where the root says none there is none, which is no limit to capacity and lets no task through as a number of tasks.
  const capacity = nearest("capacity_host") ?? (isRootKnown ? Number.POSITIVE_INFINITY : undefined);
  const maxTasks = nearest("max_tasks_host") ?? (isRootKnown ? 0 : undefined);
  return {
    pools,
    os: render.os ?? "",
    properties: nodes.map(({ properties_host }) => properties_host).find(Boolean) ?? "",
    power: nearest("power_host") ?? -1,
    ...present("capacity", capacity),
    ...present("maxTasks", maxTasks),
  };
}

function present<N extends string>(name: N, value: number | undefined): { readonly [K in N]?: number } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [K in N]: number });
}
