import { AfpoolsError } from "@afpools/core";
import { nearest, quoted } from "@afpools/core/internal";
import { type ConfigFile, readConfigFile } from "./config-file.js";
import {
  type Config,
  environmentName,
  isSettingKey,
  type SettingKey,
  settingKeys,
  settings,
  shownValue,
} from "./settings.js";
import { checkVariables } from "./variables.js";

/** Where a setting's value comes from; a later one of these beats an earlier one. */
export type SettingSource =
  | { readonly from: "default" }
  | { readonly from: "file"; readonly file: string }
  | { readonly from: "environment"; readonly variable: string }
  | { readonly from: "flag" };

export interface LoadedConfig {
  readonly config: Config;
  readonly sources: Readonly<Record<SettingKey, SettingSource>>;
  /** The configuration file that is read and written, whether it exists or not. */
  readonly file: string;
}

export interface ConfigInputs {
  readonly file: string;
  /** Is it an error that there is no such file, since somebody named it? Default: no. */
  readonly isFileRequired?: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Values given for this one run. */
  readonly flags?: { readonly [Key in SettingKey]?: unknown };
}

/**
 * The settings from defaults, the file, the environment and flags, in that order of strength.
 *
 * @throws AfpoolsError `INVALID_CONFIG` naming the setting, where its value stands, and what it may be.
 */
export async function loadConfig(inputs: ConfigInputs): Promise<LoadedConfig> {
  return resolveConfig(await readConfigFile(inputs.file, inputs.isFileRequired), inputs);
}

/**
 * The settings as they are where the file holds `stored`.
 *
 * @throws AfpoolsError `INVALID_CONFIG`
 */
export function resolveConfig(
  stored: ConfigFile,
  { file, environment, flags = {} }: ConfigInputs,
): LoadedConfig {
  checkKeys(stored, file);
  checkVariables(environment);
  const config: Record<string, unknown> = {};
  const sources: Partial<Record<SettingKey, SettingSource>> = {};
  for (const key of settingKeys) {
    const { value, source } = strongest(key, { file, stored, environment, flags });
    config[key] = source.from === "default" ? value : checkSetting(key, value, describeSource(source));
    sources[key] = source;
  }
  return { config: config as Config, sources: sources as Record<SettingKey, SettingSource>, file };
}

/**
 * `value` as setting `key` takes it.
 *
 * @throws AfpoolsError `INVALID_CONFIG`
 */
export function checkSetting(key: SettingKey, value: unknown, where: string): Config[SettingKey] {
  const checked = settings[key].schema.safeParse(value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const shown = typeof value === "string" ? shownValue(value) : value;
  const written = typeof shown === "string" ? quoted(shown, 200) : JSON.stringify(shown);
  const reason =
    issue?.code === "custom"
      ? `${key} from ${where}: ${issue.message}`
      : `${key} from ${where} is ${written}: ${issue?.message ?? "invalid value"}. ${settings[key].description}.`;
  throw new AfpoolsError("INVALID_CONFIG", reason, { details: { key, value: shown, where } });
}

/** @throws AfpoolsError `INVALID_CONFIG` when there is no such setting. */
export function parseSettingKey(text: string): SettingKey {
  if (isSettingKey(text)) return text;
  const suggestion = nearest(text, settingKeys);
  throw new AfpoolsError(
    "INVALID_CONFIG",
    `There is no setting ${JSON.stringify(text)}.${suggestion ? ` Did you mean ${suggestion}?` : ""} "afpools config" lists them.`,
    { details: { key: text } },
  );
}

export function describeSource(source: SettingSource): string {
  switch (source.from) {
    case "default":
      return "default";
    case "file":
      return source.file;
    case "environment":
      return source.variable;
    case "flag":
      return "flag";
  }
}

function checkKeys(stored: ConfigFile, file: string): void {
  for (const key of Object.keys(stored)) {
    try {
      parseSettingKey(key);
    } catch (error) {
      if (error instanceof AfpoolsError)
        throw new AfpoolsError("INVALID_CONFIG", `In ${file}: ${error.message}`, {
          details: { key, where: file },
        });
      throw error;
    }
  }
}

function strongest(
  key: SettingKey,
  {
    file,
    stored,
    environment,
    flags,
  }: Required<Pick<ConfigInputs, "file" | "environment" | "flags">> & { stored: ConfigFile },
): { value: unknown; source: SettingSource } {
  if (flags[key] !== undefined) return { value: flags[key], source: { from: "flag" } };
  const variable = environmentName(key);
  if (environment[variable])
    return { value: environment[variable], source: { from: "environment", variable } };
  if (stored[key] !== undefined) return { value: stored[key], source: { from: "file", file } };
  return { value: settings[key].fallback(), source: { from: "default" } };
}
