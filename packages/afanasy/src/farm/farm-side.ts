import { Farm, type MaskDialect } from "@afpools/core";
import type { Afserver } from "../client/afserver.js";
import type { NativePool } from "../model/native-pool.js";
import type { Render } from "../model/render.js";
import type { Release } from "../releases/release.js";
import { hostsOfRenders } from "./afanasy-host.js";
import type { FarmReadOptions } from "./read-options.js";

/** What decides, besides the job itself, which hosts render a job. */
export interface FarmSide {
  readonly renders: readonly Render[];
  readonly nativePools: readonly NativePool[];
  /** Of the renders. */
  readonly farm: Farm;
  /** How this afserver reads masks. Default `3.4`. */
  readonly dialect?: MaskDialect | undefined;
  /** What this afserver does. Default the newest that is known. */
  readonly release?: Release | undefined;
}

/** Reads an afserver's farm once. Rejects as all its requests do. */
export async function readFarmSide(
  afserver: Afserver,
  { recall, ...options }: FarmReadOptions = {},
): Promise<FarmSide> {
  const [renders, nativePools, resources, release] = await Promise.all([
    afserver.renders({}, options),
    afserver.nativePools({}, options),
    afserver.renderResources({}, options),
    afserver.release(options),
  ]);
  const farm = new Farm(hostsOfRenders(renders, { nativePools, resources, recall }));
  return { renders, nativePools, farm, dialect: release.maskDialect, release };
}
