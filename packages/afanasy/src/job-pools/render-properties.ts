import { type Farm, type Pool, poolMembers } from "@afpools/core";
import type { NativePool } from "../model/native-pool.js";
import type { Render } from "../model/render.js";
import { nativeProperties } from "./native-properties.js";
import { readRenderProperties, writeRenderProperties } from "./property-token.js";

/** Renders that are to have the same properties, which are not those that they have. */
export interface PropertyCorrection {
  readonly renders: readonly Render[];
  readonly properties_host: string;
}

/**
 * What makes renders say in which of `pools` they are, and in no others: the studio's own properties stay. Nothing for
 * renders that are right.
 */
export function correctProperties(
  renders: readonly Render[],
  pools: readonly Pool[],
  farm: Farm,
  nativePools: readonly NativePool[],
): PropertyCorrection[] {
  const poolsOf = poolIdsByRender(pools, farm);
  const inherited = nativeProperties(nativePools);
  const corrections = new Map<string, Render[]>();
  for (const render of renders) {
    const { own } = readRenderProperties(render.properties_host);
    const ids = poolsOf.get(render.name) ?? [];
    const wanted = writeRenderProperties(
      { ...(own !== undefined && { own }), pools: ids },
      inherited.get(render.pool ?? "/") ?? "",
    );
    if (wanted === (render.properties_host ?? "")) continue;
    const same = corrections.get(wanted);
    if (same) same.push(render);
    else corrections.set(wanted, [render]);
  }
  return Array.from(corrections, ([properties_host, of]) => ({ renders: of, properties_host }));
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
