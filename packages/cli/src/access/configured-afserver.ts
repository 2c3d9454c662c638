import { type Config, findAfserver } from "@afpools/server";

/** What decides which afserver is asked. */
export interface Configured {
  readonly config: Config;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The configured afserver; nothing where there is none. */
export function configuredAfserver({ config, environment }: Configured) {
  return findAfserver({ setting: config["afanasy.server"], environment });
}
