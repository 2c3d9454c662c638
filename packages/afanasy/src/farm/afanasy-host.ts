import type { FarmHost, RecallFacts } from "@afpools/core";
import type { RenderResources } from "../model/host-resources.js";
import type { NativePool } from "../model/native-pool.js";
import type { Render, RenderTask } from "../model/render.js";
import { withMemory } from "./fact-memory.js";
import { type FactSources, factsOfRender, inheritedFacts } from "./facts-of-render.js";

/** A host of the farm with what afserver knows of it. */
export interface AfanasyHost extends FarmHost {
  /** Of its render. */
  readonly id: number;
  /** What it renders now. */
  readonly tasks: readonly RenderTask[];
  /** Its own properties, as written in Afanasy; absent without any. */
  readonly properties?: string;
  /** What keeps it from rendering: `paused`, or nimby, for its user alone or for nobody. */
  readonly held?: "paused" | "nimby" | "user-only";
}

/** What hosts are made of, besides their renders. */
interface HostSources {
  readonly nativePools: readonly NativePool[];
  readonly resources: readonly RenderResources[];
  readonly recall?: RecallFacts | undefined;
}

/** The hosts of these renders, with the facts that follow from what else was read, and those that are remembered. */
export function hostsOfRenders(renders: readonly Render[], read: HostSources): AfanasyHost[] {
  const { recall = () => undefined } = read;
  const inherited = inheritedFacts(read.nativePools);
  const resources = new Map(read.resources.map((entry) => [entry.id, entry]));
  return renders.map((render) => {
    const host = hostOfRender(render, {
      resources: resourcesOf(render, resources.get(render.id)),
      inherited: inherited.get(render.pool ?? ""),
    });
    return withMemory(host, recall);
  });
}

/** What `entry` says of the render; nothing where it is of another render that has its id now. */
export function resourcesOf({ name }: Render, entry: RenderResources | undefined) {
  return entry?.host_name === undefined || entry.host_name === name ? entry?.host_resources : undefined;
}

export function hostOfRender(render: Render, sources: FactSources = {}): AfanasyHost {
  const { name, id, state, address, engine, pool, tasks, properties_host } = render;
  const held = heldBy(state);
  const facts = factsOfRender(render, sources);
  return {
    name,
    online: state.has("ONL"),
    ...(address && { address: address.ip }),
    ...(engine !== undefined && { engine }),
    id,
    ...(pool !== undefined && { nativePool: pool }),
    tasks: tasks ?? [],
    ...(properties_host !== undefined && { properties: properties_host }),
    ...(held && { held }),
    ...(facts && { facts }),
  };
}

function heldBy(state: ReadonlySet<string>): AfanasyHost["held"] {
  if (state.has("PAU")) return "paused";
  if (state.has("NBY")) return "nimby";
  return state.has("NbY") ? "user-only" : undefined;
}
