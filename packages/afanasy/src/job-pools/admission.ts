import { type Budget, type MaskDialect, readMask } from "@afpools/core";
import type { FarmSide } from "../farm/farm-side.js";
import type { Job } from "../model/job.js";
import { nativeProperties } from "./native-properties.js";

/** May a render take tasks of a job, and which of the job's restrictions says no. */
export type Admission =
  | { readonly admitted: true }
  | {
      readonly admitted: false;
      readonly by: "include" | "exclude" | "properties" | "native-pools";
      readonly why: string;
    };

/** What a render is, as far as a job's restrictions look at it; `properties` as its native pool gives them, where it has none. */
export interface RenderSide {
  readonly name: string;
  readonly properties: string;
  readonly nativePool?: string;
}

/** The renders of a farm in natural order, as restrictions look at them, with whether they are online. */
export function renderSides({
  renders,
  nativePools,
  farm,
}: FarmSide): readonly (RenderSide & { readonly online: boolean })[] {
  const inherited = nativeProperties(nativePools);
  const byName = new Map(renders.map((render) => [render.name, render]));
  return farm.hosts.flatMap(({ name, online }) => {
    const render = byName.get(name);
    if (!render) return [];
    const { pool: nativePool = "/", properties_host } = render;
    return { name, online, nativePool, properties: properties_host || (inherited.get(nativePool) ?? "") };
  });
}

/**
 * Decides for renders as afserver does by the job's own members. Branches, users, blocks, services and systems restrict
 * a job further; they are not looked at.
 *
 * @param budget what reading the masks is spent from; deciding for a render is spent from the budget given then
 * @throws AfpoolsError `MASK_UNREADABLE` when it is not certain how afserver reads a mask; `REQUEST_TOO_COSTLY`
 */
export function admissionOf(
  job: Job,
  dialect: MaskDialect,
  budget: Budget,
): (render: RenderSide, budget: Budget) => Admission {
  const masks = readMask(job, dialect, budget);
  const needed = tokensOf(job.need_properties ?? "");
  const pools = Object.entries(job.pools ?? {});
  return ({ name, properties, nativePool = "/" }, steps) => {
    const verdict = masks.verdict(name, steps);
    if (!verdict.admitted) return verdict;
    if (needed.length > 0 && !needed.some((token) => properties.includes(token))) {
      return { admitted: false, by: "properties", why: "It has none of the properties that the job needs." };
    }
    if (!isAdmittedByPools(nativePool, pools)) {
      return {
        admitted: false,
        by: "native-pools",
        why: `Afanasy's own pools keep the job out of ${nativePool}.`,
      };
    }
    return { admitted: true };
  };
}

function tokensOf(list: string): string[] {
  return list.split(/[|;,: ]/).filter((token) => token !== "");
}

function isAdmittedByPools(path: string, pools: readonly (readonly [string, number])[]): boolean {
  const found = pools.filter(([name]) =>
    name.startsWith("/") ? path.startsWith(name) : path.includes(name),
  );
  if (found.some(([, value]) => value <= -100)) return false;
  return found.length > 0 || !pools.some(([, value]) => value >= 100);
}
