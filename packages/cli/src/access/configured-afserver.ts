import type { Config } from "@afpools/server";
import { findAfserver } from "@afpools/server/internal";

/** What decides which afserver is asked. */
export interface Configured {
  readonly config: Config;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Tells a person of what could not be read and may change the result. */
  warn(message: string): void;
}

/** The configured afserver; nothing where there is none. */
export function configuredAfserver({ config, environment, warn }: Configured) {
  return findAfserver({ setting: config["afanasy.server"], environment, warn });
}
