import { join } from "node:path";
import envPaths from "env-paths";

/** `AFPOOLS_CONFIG`, or `config.json` in the platform's folder for configuration. */
export function defaultConfigFile(environment: Readonly<Record<string, string | undefined>>): string {
  return environment.AFPOOLS_CONFIG || join(envPaths("afpools", { suffix: "" }).config, "config.json");
}
