import { createReadStream } from "node:fs";
import { AfpoolsError } from "@afpools/core";
import {
  formatServerAddress,
  isMissingFile,
  parseJson,
  readText,
  type TextSource,
} from "@afpools/core/internal";
import { z } from "zod";
import type { ApiClient } from "../client/make-client.js";
import type { ApiClientTls } from "../client/node-platform.js";
import { defaultConfigFile } from "./config-path.js";
import { type Context, contextsFile, readContexts } from "./contexts.js";
import { describePlace, findPlace } from "./place.js";

export interface OpenApiClientOptions {
  /** Default: that of the process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The name of the context to work in, as `--context` of `afpools`. */
  readonly context?: string;
  /** For one request, in ms. Default 30,000. */
  readonly timeoutMs?: number;
}

/** What a configuration file says of clients; other settings are not this reader's matter. */
const settingsSchema = z.object({
  "client.server": z.string().default(""),
  "client.tlsCa": z.string().default(""),
  "client.tlsCert": z.string().default(""),
  "client.tlsKey": z.string().default(""),
  store: z.string().default(""),
});

type ClientSettings = z.output<typeof settingsSchema>;

/**
 * A client of the server that this user's commands work on: by the variables, the contexts and the configuration file of `afpools`,
 * in their order. The token is that of `AFPOOLS_TOKEN`, else of the context.
 *
 * @throws AfpoolsError `INVALID_CONFIG` where that is no server's HTTP address, or what names it cannot be read
 */
export async function openApiClient({
  environment = process.env,
  context,
  timeoutMs,
}: OpenApiClientOptions = {}): Promise<ApiClient> {
  const file = defaultConfigFile(environment);
  const settings = await readSettings(file);
  const contexts = contextsFile(file);
  const place = findPlace({
    flags: { context },
    environment,
    contexts: await readContexts(contexts),
    contextsFile: contexts,
    stored: { file, server: settings["client.server"], store: settings.store },
    fallback: "sqlite:",
  });
  const { target } = place;
  const values = place.context?.values ?? {};
  if (target.kind === "server" && (target.address.scheme === "http" || target.address.scheme === "https")) {
    const token = environment.AFPOOLS_TOKEN || (await tokenOf(values));
    const tls = target.address.scheme === "https" ? await tlsOf(values, settings, environment) : undefined;
    // Loaded when it is needed: who only looks for the place waits for no HTTP.
    const { createApiClient } = await import("../client/index.js");
    return createApiClient({
      server: formatServerAddress(target.address),
      ...(token && { token }),
      ...(tls && { tls }),
      ...(timeoutMs !== undefined && { timeoutMs }),
    });
  }
  const found =
    place.from === "default"
      ? "No server is named"
      : `${describePlace(place)} is not a server's HTTP address`;
  throw new AfpoolsError(
    "INVALID_CONFIG",
    `${found}. Name one: AFPOOLS_SERVER=http://HOST:9980, a context (afpools context add), or the setting client.server.`,
    { details: { why: place.why } },
  );
}

async function readSettings(file: string): Promise<ClientSettings> {
  const source: TextSource = { name: file, code: "INVALID_CONFIG" };
  const text = await readText(createReadStream(file), source).catch((error: unknown) => {
    if (isMissingFile(error)) return "{}";
    throw error;
  });
  const read = settingsSchema.safeParse(parseJson(text, source));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new AfpoolsError(
    "INVALID_CONFIG",
    `${file} cannot be read: ${issue?.path.join(".")}: ${issue?.message}.`,
    { details: { file } },
  );
}

async function tokenOf({ tokenFile }: Context): Promise<string | undefined> {
  return tokenFile === undefined ? undefined : (await readFileOf("tokenFile", tokenFile)).trim();
}

async function tlsOf(
  context: Context,
  settings: ClientSettings,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ApiClientTls> {
  const files = {
    ca: context.tlsCa ?? (environment.AFPOOLS_CLIENT_TLS_CA || settings["client.tlsCa"]),
    cert: context.tlsCert ?? (environment.AFPOOLS_CLIENT_TLS_CERT || settings["client.tlsCert"]),
    key: context.tlsKey ?? (environment.AFPOOLS_CLIENT_TLS_KEY || settings["client.tlsKey"]),
  };
  const texts = Object.entries(files).map(async ([name, file]) =>
    file === "" ? [] : [[name, await readFileOf(name, file)] as const],
  );
  return Object.fromEntries((await Promise.all(texts)).flat());
}

function readFileOf(what: string, file: string): Promise<string> {
  return readText(createReadStream(file), {
    name: `${file} (${what})`,
    code: "INVALID_CONFIG",
    lenient: true,
  });
}
