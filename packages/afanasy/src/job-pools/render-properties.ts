import { type Farm, type Pool, poolMembers } from "@afpools/core";
import type { NativePool } from "../model/native-pool.js";
import type { Render } from "../model/render.js";
import { nativeProperties } from "./native-properties.js";
import { readRenderProperties, writeRenderProperties } from "./property-token.js";

/** Renders that are to have the same properties, which are not those that they have. */
export interface PropertyCorrection {
  readonly renders: readonly Render[];
  readonly change: { readonly properties_host: string; readonly hidden?: true };
}

/** What renders are to say. */
export interface PropertyBasis {
  readonly pools: readonly Pool[];
  readonly farm: Farm;
  readonly nativePools: readonly NativePool[];
  /** Ids of pools that are gone and that jobs need: renders that say they were in one go on to. */
  readonly gone?: ReadonlySet<string>;
}

/**
 * What makes renders say in which of the pools they are, and in no others: the studio's own properties stay. Nothing for
 * renders that are right.
 */
export function correctProperties(
  renders: readonly Render[],
  { pools, farm, nativePools, gone = new Set() }: PropertyBasis,
): PropertyCorrection[] {
  const poolsOf = poolIdsByRender(pools, farm);
  const inherited = nativeProperties(nativePools);
  const corrections = new Map<string, { change: PropertyCorrection["change"]; renders: Render[] }>();
  for (const render of renders) {
    const { own, pools: said } = readRenderProperties(render.properties_host);
    const ids = [...(poolsOf.get(render.name) ?? []), ...said.filter((id) => gone.has(id))];
    const wanted = writeRenderProperties(
      { ...(own !== undefined && { own }), pools: ids },
      inherited.get(render.pool ?? "/") ?? "",
    );
    if (wanted === (render.properties_host ?? "")) continue;
    // afserver takes what is changed out of hiding, unless it is told to hide it again.
    const change = { properties_host: wanted, ...(render.hidden && { hidden: true as const }) };
    const same = corrections.get(JSON.stringify(change));
    if (same) same.renders.push(render);
    else corrections.set(JSON.stringify(change), { change, renders: [render] });
  }
  return [...corrections.values()];
}

function poolIdsByRender(pools: readonly Pool[], farm: Farm): Map<string, string[]> {
  const byRender = new Map<string, string[]>();
  for (const pool of pools) {
    for (const { renders } of poolMembers(pool, farm)) {
      for (const { name } of renders) {
        const ids = byRender.get(name);
        if (ids) ids.push(pool.id);
        else byRender.set(name, [pool.id]);
      }
    }
  }
  return byRender;
}
