import type { RouteResult } from "@afpools/api";
import { AfpoolsError } from "@afpools/core";
import { hiddenSecret, Listeners } from "@afpools/core/internal";
import { z } from "zod";
import { readConfigFile, writeConfigFile } from "./config-file.js";
import {
  type ConfigInputs,
  checkSetting,
  type LoadedConfig,
  loadConfig,
  parseSettingKey,
  resolveConfig,
} from "./load-config.js";
import {
  type Config,
  environmentName,
  hidesSecret,
  type SettingKey,
  settingKeys,
  settings,
  shownValue,
} from "./settings.js";

type Shown = RouteResult<"listSettings">;

/** The settings of a server that runs: what it works with, what is configured, and how that is changed. */
export class ServerSettings {
  readonly #inputs: ConfigInputs;
  readonly #check: (config: Config) => Promise<void>;
  readonly #listeners = new Listeners<Config>();
  #loaded: LoadedConfig;
  #running: Config;
  #changing: Promise<unknown> = Promise.resolve();

  /** @param check rejects with `INVALID_CONFIG` where settings that are right alone are not so together */
  constructor(loaded: LoadedConfig, inputs: ConfigInputs, check: (config: Config) => Promise<void>) {
    this.#inputs = inputs;
    this.#check = check;
    this.#loaded = loaded;
    this.#running = loaded.config;
  }

  /** What the server works with now: live settings as configured, the others as they were when it was started. */
  get current(): Config {
    return this.#running;
  }

  /** Calls `listener` after `current` changed. Returns what ends that. */
  subscribe(listener: (config: Config) => void): () => void {
    return this.#listeners.add(listener);
  }

  list(): Shown {
    const { config, sources, file } = this.#loaded;
    return {
      file,
      settings: settingKeys.map((key) => {
        const { description, fallback, live, schema } = settings[key];
        return {
          key,
          value: shownValue(config[key]),
          running: shownValue(this.#running[key]),
          source: sources[key].from,
          fallback: shownValue(fallback()),
          description,
          variable: environmentName(key),
          restart: !live,
          secret: key === "store",
          schema: jsonSchemaOf(schema),
        };
      }),
    };
  }

  /**
   * Saves these values; `null` takes one out of the file. All of them, or none.
   *
   * @throws AfpoolsError `INVALID_CONFIG`
   */
  change(values: Readonly<Record<string, string | number | null>>): Promise<Shown> {
    const changed = this.#changing.then(async () => {
      const changes = this.#checked(values);
      const stored = { ...(await readConfigFile(this.#inputs.file)), ...changes };
      const { config } = resolveConfig(withoutUnset(stored), this.#inputs);
      await this.#check(config);
      await writeConfigFile(this.#inputs.file, changes);
      await this.reload();
      return this.list();
    });
    this.#changing = changed.catch(() => undefined);
    return changed;
  }

  /**
   * Reads the file again, as after somebody changed it by hand, and takes over what a server that runs can.
   *
   * @throws AfpoolsError `INVALID_CONFIG`; everything stays as it was then
   */
  async reload(): Promise<void> {
    this.#loaded = await loadConfig(this.#inputs);
    const live = settingKeys.filter((key) => settings[key].live);
    const taken = Object.fromEntries(live.map((key) => [key, this.#loaded.config[key]]));
    const isNews = live.some((key) => this.#running[key] !== taken[key]);
    this.#running = { ...this.#running, ...taken };
    if (isNews) this.#listeners.tell(this.#running);
  }

  #checked(values: Readonly<Record<string, string | number | null>>) {
    const changes: { [Key in SettingKey]?: unknown } = {};
    for (const [text, value] of Object.entries(values)) {
      const key = parseSettingKey(text);
      if (value === null) changes[key] = undefined;
      else if (!this.#isAsShown(key, value)) changes[key] = checkSetting(key, value, "the request");
    }
    return changes;
  }

  /** Is it the value that was shown, sent back with its secrets hidden? */
  #isAsShown(key: SettingKey, value: string | number): boolean {
    if (!hidesSecret(value)) return false;
    if (value === shownValue(this.#loaded.config[key])) return true;
    throw new AfpoolsError(
      "INVALID_CONFIG",
      `${key} contains ${hiddenSecret} in place of the password, which is never shown. Enter the password again.`,
      { details: { key } },
    );
  }
}

function withoutUnset(stored: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(stored).filter(([, value]) => value !== undefined));
}

/** What values a setting takes. */
function jsonSchemaOf(schema: z.ZodType): Readonly<Record<string, unknown>> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema);
  return rest;
}
