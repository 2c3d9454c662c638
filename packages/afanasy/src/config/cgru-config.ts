import { createReadStream } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { AfpoolsError } from "@afpools/core";
import { type Endpoint, hostFlaw, isMissingFile, parseJson, readText } from "@afpools/core/internal";
import { defaultAddress } from "../address.js";

/** A value of CGRU's configuration and where it was set: a file's path, or `environment variable NAME`. */
export interface CgruValue {
  readonly value: unknown;
  readonly origin: string;
}

/** CGRU's configuration as its own programs put it together. */
export interface CgruConfig {
  readonly values: ReadonlyMap<string, CgruValue>;
  /** The files that were read, in their order: what comes later wins. */
  readonly files: readonly string[];
  /** Files that cannot be read, and those missing that the environment names. CGRU's programs go on without them, too. */
  readonly warnings: readonly string[];
}

/** Where afserver is, with where that is said. */
export interface ConfiguredAddress extends Endpoint {
  readonly origins: { readonly host: string; readonly port: string };
}

/** What is read of the machine; default: this process'. */
export interface CgruEnvironment {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
  readonly homeFolder?: string;
}

/**
 * Reads CGRU's configuration: `config_default.json` in `CGRU_LOCATION`, the file `CGRU_CUSTOM_CONFIG`, the user's
 * `~/.cgru/config.json` (`%APPDATA%\cgru` on Windows), each with the files that it includes, then environment variables
 * `CGRU_<KEY>`. Later ones win. Never rejects.
 */
export async function loadCgruConfig(environment: CgruEnvironment = {}): Promise<CgruConfig> {
  const { env = process.env, platform = process.platform, homeFolder = homedir() } = environment;
  const loading = new Loading(osNames(platform));
  const { CGRU_LOCATION, CGRU_CUSTOM_CONFIG, APPDATA } = env;
  if (CGRU_LOCATION) await loading.file(join(CGRU_LOCATION, "config_default.json"), "CGRU_LOCATION");
  if (CGRU_CUSTOM_CONFIG) await loading.file(CGRU_CUSTOM_CONFIG, "CGRU_CUSTOM_CONFIG");
  const home = platform === "win32" ? join(APPDATA ?? homeFolder, "cgru") : join(homeFolder, ".cgru");
  await loading.file(join(home, "config.json"));
  loading.environment(env);
  return loading;
}

/**
 * Where the configuration says that afserver is: `af_servername` and `af_serverport`, or Afanasy's defaults.
 *
 * @throws AfpoolsError `INVALID_CONFIG`, with where the wrong value was set.
 */
export function afserverAddress({ values }: CgruConfig): ConfiguredAddress {
  const host = values.get("af_servername") ?? { value: defaultAddress.host, origin: "default" };
  const port = values.get("af_serverport") ?? { value: defaultAddress.port, origin: "default" };
  if (typeof host.value !== "string") throw invalid("af_servername", host, "is no text");
  const number = typeof port.value === "string" && port.value.trim() !== "" ? Number(port.value) : port.value;
  if (typeof number !== "number") throw invalid("af_serverport", port, "is no number");
  const name = host.value.trim();
  const flaw = hostFlaw(name);
  if (flaw !== undefined) throw invalid("af_servername", host, `is not a host (${flaw})`);
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    throw invalid("af_serverport", port, "is not an integer of 1-65535");
  }
  return { host: name, port: number, origins: { host: host.origin, port: port.origin } };
}

function invalid(key: string, { value, origin }: CgruValue, flaw: string): AfpoolsError {
  return new AfpoolsError("INVALID_CONFIG", `${key}, set by ${origin}, ${flaw}: ${JSON.stringify(value)}.`, {
    details: { key, origin, value },
  });
}

/** The names that CGRU has for a system, the more special ones last. */
function osNames(platform: NodeJS.Platform): readonly string[] {
  if (platform === "win32") return ["windows"];
  if (platform === "darwin") return ["unix", "macosx"];
  return platform === "linux" ? ["unix", "linux"] : ["unix"];
}

class Loading implements CgruConfig {
  readonly values = new Map<string, CgruValue>();
  readonly files: string[] = [];
  readonly warnings: string[] = [];
  readonly #osNames: readonly string[];
  readonly #begun = new Set<string>();

  constructor(osNamesOfThis: readonly string[]) {
    this.#osNames = osNamesOfThis;
  }

  /** @param variable of the environment that names the file, which is missed then. */
  async file(path: string, variable?: string): Promise<void> {
    const place = resolve(path);
    if (this.#begun.has(place)) return;
    this.#begun.add(place);
    const content = await this.#read(place, variable);
    if (!content) return;
    this.files.push(place);
    this.#take(content, place);
    for (const os of this.#osNames) {
      const special = content[`OS_${os}`];
      if (isObject(special)) this.#take(special, place);
    }
    const { include } = content;
    for (const name of Array.isArray(include) ? include : []) {
      if (typeof name !== "string") continue;
      await this.file(isAbsolute(name) ? name : join(dirname(place), name));
    }
  }

  environment(env: Readonly<Record<string, string | undefined>>): void {
    for (const [name, value] of Object.entries(env)) {
      const key = /^CGRU_(.+)$/.exec(name)?.[1]?.toLowerCase();
      if (key && value) this.values.set(key, { value, origin: `environment variable ${name}` });
    }
  }

  async #read(
    path: string,
    variable: string | undefined,
  ): Promise<Readonly<Record<string, unknown>> | undefined> {
    const source = { name: path };
    try {
      const content = parseJson(await readText(createReadStream(path), source), source);
      const config = isObject(content) ? content.cgru_config : undefined;
      if (isObject(config)) return config;
      this.warnings.push(`${path} has no "cgru_config" object.`);
    } catch (error) {
      if (!(error instanceof AfpoolsError)) throw error;
      const { message } = error;
      if (!isMissingFile(error)) this.warnings.push(message);
      else if (variable) this.warnings.push(`${path}, named by ${variable}, is not there.`);
    }
    return undefined;
  }

  #take(members: Readonly<Record<string, unknown>>, origin: string): void {
    for (const [key, value] of Object.entries(members)) {
      // "" is how comments are written, a leading "-" how a value is switched off.
      if (key === "" || key.startsWith("-") || key.startsWith("OS_") || key === "include") continue;
      this.values.set(key, { value, origin });
    }
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
