import { type Afserver, afserverAddress, loadCgruConfig } from "@afpools/afanasy";
import { parseAfserverAddress } from "@afpools/core/internal";
import { TracedAfserver } from "../tracing/traced-afserver.js";

export interface FindOptions {
  /** `none`; `HOST:PORT`; `auto`: where CGRU's configuration says, if `CGRU_LOCATION` is in the environment. */
  readonly setting: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Is called with what of CGRU's configuration cannot be read: where afserver is may be written there. */
  readonly warn: (message: string) => void;
  /** For one request, in ms. */
  readonly timeoutMs?: number;
  /** The setting `afanasy.maxActions`. */
  readonly maxActions?: number;
}

/**
 * The afserver that the setting `afanasy.server` means; nothing where there is none.
 *
 * @throws AfpoolsError `INVALID_CONFIG` when it is no address, or CGRU's configuration holds none.
 */
export async function findAfserver(options: FindOptions): Promise<Afserver | undefined> {
  const { setting, environment, warn, timeoutMs, maxActions } = options;
  const limits = {
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(maxActions !== undefined && { maxActions }),
  };
  if (setting === "none") return undefined;
  if (setting !== "auto") return new TracedAfserver({ ...parseAfserverAddress(setting), ...limits });
  if (!environment.CGRU_LOCATION) return undefined;
  const cgru = await loadCgruConfig({ env: environment });
  for (const warning of cgru.warnings) warn(warning);
  return new TracedAfserver({ ...afserverAddress(cgru), ...limits });
}
