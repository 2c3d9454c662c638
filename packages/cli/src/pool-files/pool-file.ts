import {
  AfpoolsError,
  expandHostRange,
  type HostInput,
  type Pool,
  type PoolDraft,
  parseJson,
} from "@afpools/core";

/** A pool as a file describes it. */
export interface PoolFileEntry extends PoolDraft {
  /** The name that it had: where there is such a pool and none of the new name, that one is renamed, and its jobs keep it. */
  readonly renamedFrom?: string;
}

/** The formats in which pools are exported and imported. */
export type PoolFileFormat = "json" | "yaml";

/** The version of the file's shape. */
const fileVersion = 1;

/** All of `pools` as text of a file: names in plain words, the 2019 tool's extra values only where there are any. */
export async function formatPoolFile(pools: readonly Pool[], format: PoolFileFormat): Promise<string> {
  const file = { version: fileVersion, pools: pools.map(exported) };
  if (format === "json") return `${JSON.stringify(file, undefined, 2)}\n`;
  const { stringify } = await import("yaml");
  return stringify(file);
}

/**
 * The pools that a file describes. Hosts may be ranges.
 *
 * @throws AfpoolsError `INVALID_FILE` naming the place in the file that is wrong.
 */
export async function parsePoolFile(
  text: string,
  format: PoolFileFormat,
  name: string,
): Promise<PoolFileEntry[]> {
  const { poolFileSchema } = await import("./pool-file-schema.js");
  const parsed = poolFileSchema.safeParse(await parseText(text, format, name));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(name, `${issue?.path.join(".") || "the whole"}: ${issue?.message}`);
  }
  return parsed.data.pools.map(({ name: poolName, hosts, ...others }, index) => {
    try {
      return { name: poolName, ...others, hosts: hosts.flatMap(expanded) };
    } catch (error) {
      throw invalid(name, `pools.${index} (${poolName}): ${(error as Error).message}`);
    }
  });
}

/** The format that a file's ending names; `json` where it says nothing. */
export function formatOf(file: string | undefined): PoolFileFormat {
  return file !== undefined && /\.ya?ml$/i.test(file) ? "yaml" : "json";
}

function exported({ id, name, description, hosts, rules }: Pool) {
  return {
    name,
    // By it jobs know the pool, in another database, too.
    id,
    ...(description && { description }),
    hosts: hosts.map((host) => (host.engine || host.ip || host.port ? host : host.name)),
    ...(rules.length > 0 && { rules }),
  };
}

function expanded(host: HostInput): HostInput[] {
  return typeof host === "string" ? expandHostRange(host) : [host];
}

async function parseText(text: string, format: PoolFileFormat, name: string): Promise<unknown> {
  if (format === "json") return parseJson(text, { name });
  try {
    const { parse } = await import("yaml");
    return parse(text, { logLevel: "error" });
  } catch (error) {
    throw invalid(name, (error as Error).message);
  }
}

function invalid(file: string, reason: string): AfpoolsError {
  return new AfpoolsError("INVALID_FILE", `${file} cannot be imported: ${reason}.`, {
    details: { file, reason },
  });
}
