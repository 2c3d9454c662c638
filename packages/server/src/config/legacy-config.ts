import { createReadStream } from "node:fs";
import { join } from "node:path";
import { AfpoolsError, toAfpoolsError } from "@afpools/core";
import {
  formatHost,
  hostFlaw,
  isMissingFile,
  parseJson,
  parseMongoAddress,
  readText,
  storeAddressText,
  type TextSource,
} from "@afpools/core/internal";
import { z } from "zod";
import { integer } from "./integer.js";
import type { SettingKey } from "./settings.js";

const port = integer(1, 65_535);
const managerConfig = z.object({ mongodb_host: z.string().min(1), mongodb_port: port });
const serverConfig = z.object({
  ip: z.string().refine((ip) => ip === "" || hostFlaw(ip) === undefined, "is not a host"),
  port,
});

type ManagerConfig = z.output<typeof managerConfig>;

/** Settings of ours that say what the 2019 tool's configuration files say, and the files that were read. */
export interface LegacyConfig {
  readonly values: { readonly [Key in SettingKey]?: string | number };
  readonly files: readonly string[];
}

/**
 * Reads the 2019 tool's two configuration files under a CGRU installation.
 *
 * Its `max_clients` is not taken over: it was the length of the queue of connections, not a limit of them.
 *
 * @throws AfpoolsError `INVALID_CONFIG` when neither file is there, or one cannot be understood.
 */
export async function readLegacyConfig(cgruLocation: string): Promise<LegacyConfig> {
  const folder = join(cgruLocation, "utilities", "poolssupport");
  const managerFile = join(folder, "poolmanager", "config.json");
  const serverFile = join(folder, "poolserver", "config.json");
  const manager = await read(managerFile, managerConfig);
  const server = await read(serverFile, serverConfig);
  if (!manager && !server) {
    throw new AfpoolsError(
      "INVALID_CONFIG",
      `Neither ${managerFile} nor ${serverFile} is there. Is ${cgruLocation} a CGRU installation?`,
      {
        details: { files: [managerFile, serverFile] },
      },
    );
  }
  return {
    values: {
      ...(manager && { store: mongoAddress(manager, managerFile) }),
      ...(server && { "server.host": server.ip || "0.0.0.0", "server.port": server.port }),
    },
    files: [...(manager ? [managerFile] : []), ...(server ? [serverFile] : [])],
  };
}

/**
 * The address that the 2019 tool put together. It named no database in it: a user signed in at the database "admin".
 *
 * @throws AfpoolsError `INVALID_CONFIG` when it led nowhere there, either
 */
function mongoAddress({ mongodb_host: host, mongodb_port: mongoPort }: ManagerConfig, file: string): string {
  const isIpv6 = host.includes(":") && hostFlaw(host) === undefined;
  try {
    const address = parseMongoAddress(`mongodb://${isIpv6 ? formatHost(host) : host}:${mongoPort}`);
    const { user, database = "afpools", options } = address;
    const signIn = user === undefined ? [] : [{ name: "authSource", value: "admin" }];
    return storeAddressText({ ...address, database, options: [...options, ...signIn] });
  } catch (error) {
    throw new AfpoolsError("INVALID_CONFIG", `mongodb_host in ${file}: ${toAfpoolsError(error).message}`, {
      details: { file },
      cause: error,
    });
  }
}

async function read<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const source: TextSource = { name: file, code: "INVALID_CONFIG" };
  const text = await readText(createReadStream(file), source).catch((error: unknown) => {
    if (isMissingFile(error)) return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const result = schema.safeParse(parseJson(text, source));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new AfpoolsError(
    "INVALID_CONFIG",
    `${file} is not the 2019 tool's: ${issue?.path.join(".")} ${issue?.message}.`,
    { details: { file } },
  );
}
