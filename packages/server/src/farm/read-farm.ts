import { readHosts } from "@afpools/afanasy";
import { type FactStore, Farm, type MaskDialect, recallFrom, toAfpoolsError } from "@afpools/core";
import { findAfserver } from "../afserver/find-afserver.js";
import type { Config } from "../config/settings.js";
import { readFarmFile } from "./farm-file.js";

/** How long a command waits for afserver, in ms. */
const timeoutMs = 3_000;

/** The farm as it is now. */
export interface FarmReading {
  /** Nothing where there is neither a file nor an afserver, or it is away. */
  readonly farm?: Farm;
  /** How its afserver reads masks, where it said so. */
  readonly dialect?: MaskDialect;
  /** Why the configured afserver was not read. */
  readonly problem?: string;
}

/**
 * Reads the farm once: from the configured file, else from the configured afserver.
 *
 * @param warn see `findAfserver`
 * @param facts what hosts measured that are offline now
 * @throws AfpoolsError `INVALID_FILE`, `INVALID_CONFIG`
 */
export async function readFarm(
  config: Pick<Config, "farm.file" | "afanasy.server">,
  environment: Readonly<Record<string, string | undefined>>,
  warn: (message: string) => void,
  facts?: FactStore,
): Promise<FarmReading> {
  if (config["farm.file"]) return { farm: await readFarmFile(config["farm.file"]) };
  const afserver = await findAfserver({ setting: config["afanasy.server"], environment, warn, timeoutMs });
  if (!afserver) return {};
  const recall = await recallFrom(facts);
  try {
    const [hosts, release] = await Promise.all([readHosts(afserver, { recall }), afserver.release()]);
    return { farm: new Farm(hosts), dialect: release.maskDialect };
  } catch (error) {
    return { problem: toAfpoolsError(error).message };
  }
}
