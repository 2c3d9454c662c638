import { createReadStream } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { AfpoolsError } from "@afpools/core";
import { isMissingFile, parseJson, readText, type TextSource, writeFailure } from "@afpools/core/internal";
import type { SettingKey } from "./settings.js";

/** What a configuration file holds: settings by their keys. */
export type ConfigFile = Readonly<Record<string, unknown>>;

/**
 * The settings in `file`; none when there is no such file, unless it is required.
 *
 * @throws AfpoolsError `INVALID_CONFIG` when it cannot be read or holds no JSON object.
 */
export async function readConfigFile(file: string, isRequired = false): Promise<ConfigFile> {
  const source: TextSource = { name: file, code: "INVALID_CONFIG" };
  const text = await readText(createReadStream(file), source).catch((error: unknown) => {
    if (!isMissingFile(error)) throw error;
    if (!isRequired) return "{}";
    throw new AfpoolsError("INVALID_CONFIG", `There is no configuration file ${file}.`, {
      details: { file },
    });
  });
  const value = parseJson(text, source);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as ConfigFile;
  throw new AfpoolsError("INVALID_CONFIG", `${file} cannot be read: it is not a JSON object.`, {
    details: { file },
  });
}

/**
 * Puts `values` into `file` beside what it holds; `undefined` takes a setting out. The file is replaced in one step.
 *
 * @throws AfpoolsError `INVALID_CONFIG` when the file cannot be read or written.
 */
export async function writeConfigFile(
  file: string,
  values: { readonly [Key in SettingKey]?: unknown },
): Promise<void> {
  const merged = { ...(await readConfigFile(file)), ...values };
  const temporary = `${file}.${process.pid}.new`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    // Settings can hold a database's password.
    await writeFile(temporary, `${JSON.stringify(merged, undefined, 2)}\n`, { mode: 0o600 });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw writeFailure(file, error, { code: "INVALID_CONFIG" });
  }
}
