import type { FarmHost } from "@afpools/core";
import type { Render, RenderTask } from "../model/render.js";

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

export function hostOfRender(render: Render): AfanasyHost {
  const { name, id, state, address, engine, pool, tasks, properties_host } = render;
  const held = heldBy(state);
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
  };
}

function heldBy(state: ReadonlySet<string>): AfanasyHost["held"] {
  if (state.has("PAU")) return "paused";
  if (state.has("NBY")) return "nimby";
  return state.has("NbY") ? "user-only" : undefined;
}
