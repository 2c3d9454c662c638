import { type Farm, memberships, type Pool } from "@afpools/core";
import type { NativePool } from "../model/native-pool.js";
import type { Render } from "../model/render.js";
import { nativeProperties } from "./native-properties.js";
import { readRenderProperties, writeRenderProperties } from "./property-token.js";

/** What renders are to say. */
export interface PropertyBasis {
  readonly pools: readonly Pool[];
  readonly farm: Farm;
  readonly nativePools: readonly NativePool[];
  /** Ids of pools that are gone and that jobs need: renders that say they were in one go on to. */
  readonly gone?: ReadonlySet<string>;
}

/**
 * What makes a render name the pools that it is in, and no others: the studio's own properties stay. The result gives, for
 * each render, what is to be changed on it; nothing for one that is right.
 */
export function propertyChanges({ pools, farm, nativePools, gone = new Set() }: PropertyBasis) {
  const poolsOf = poolIdsByRender(pools, farm);
  const inherited = nativeProperties(nativePools);
  return ({
    name,
    pool = "/",
    properties_host = "",
  }: Render): { readonly properties_host: string } | undefined => {
    const { own, pools: said } = readRenderProperties(properties_host);
    const ids = [...(poolsOf.get(name) ?? []), ...said.filter((id) => gone.has(id))];
    const properties = { ...(own !== undefined && { own }), pools: ids };
    const wanted = writeRenderProperties(properties, inherited.get(pool) ?? "");
    return wanted === properties_host ? undefined : { properties_host: wanted };
  };
}

function poolIdsByRender(pools: readonly Pool[], farm: Farm): Map<string, string[]> {
  const byRender = new Map<string, string[]>();
  const membersOf = memberships(pools, farm);
  for (const pool of pools) {
    for (const { renders } of membersOf(pool)) {
      for (const { name } of renders) {
        const ids = byRender.get(name);
        if (ids) ids.push(pool.id);
        else byRender.set(name, [pool.id]);
      }
    }
  }
  return byRender;
}
