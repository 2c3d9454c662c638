import { AfpoolsError, expandHostRange, type HostInput, type Pool } from "@afpools/core";
import { parseJson } from "@afpools/core/internal";
import type { PoolFileEntry } from "./pool-file-entry.js";

/** The formats in which pools are exported and imported. */
export type PoolFileFormat = (typeof poolFileFormats)[number];

export const poolFileFormats = ["json", "yaml", "csv"] as const;

/** The version of the file's shape. */
const fileVersion = 1;

/**
 * All of `pools` as text of a file: names in plain words, the 2019 tool's extra values only where there are any, and not in
 * CSV.
 */
export async function formatPoolFile(pools: readonly Pool[], format: PoolFileFormat): Promise<string> {
  if (format === "csv") {
    const { formatCsv } = await import("./csv-file.js");
    return formatCsv(pools);
  }
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
  if (format === "csv") return parseTable(text, name);
  const { poolFileSchema } = await import("./pool-file-schema.js");
  const parsed = poolFileSchema.safeParse(await parseText(text, format, name));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(name, `${issue?.path.join(".") || "the whole"}: ${issue?.message}`);
  }
  return parsed.data.pools.map((entry, index) =>
    expandedEntry(entry, `pools.${index} (${entry.name})`, name),
  );
}

async function parseTable(text: string, name: string): Promise<PoolFileEntry[]> {
  const { parseCsv } = await import("./csv-file.js");
  return (await parseCsv(text, name)).map((entry) =>
    expandedEntry(entry, `pool ${JSON.stringify(entry.name)}`, name),
  );
}

function expandedEntry(entry: PoolFileEntry, place: string, file: string): PoolFileEntry {
  try {
    return { ...entry, hosts: (entry.hosts ?? []).flatMap(expanded) };
  } catch (error) {
    throw invalid(file, `${place}: ${(error as Error).message}`);
  }
}

/** The format that a file's ending names; `undefined` where it says nothing. */
export function formatOf(file: string | undefined): PoolFileFormat | undefined {
  const [, ending = ""] = /\.(ya?ml|csv|tsv|json)$/i.exec(file ?? "") ?? [];
  if (/^ya?ml$/i.test(ending)) return "yaml";
  if (/^[ct]sv$/i.test(ending)) return "csv";
  return ending === "" ? undefined : "json";
}

/** The format that a text looks like, where nothing says it: a heading with "pool", keys of YAML, else JSON. */
export function likelyFormat(text: string): PoolFileFormat {
  const [first = ""] = text.trimStart().split(/\r?\n/, 1);
  if (/^(?:[^{[]*[,;\t])?\s*"?pool"?\s*([,;\t]|$)/i.test(first)) return "csv";
  return /^(#|---|version:|pools:)/.test(first) ? "yaml" : "json";
}

function exported({ id, name, description, hosts, rules, restartStrays }: Pool) {
  return {
    name,
    // By it jobs know the pool, in another database, too.
    id,
    ...(description && { description }),
    hosts: hosts.map((host) => (host.engine || host.ip || host.port ? host : host.name)),
    ...(rules.length > 0 && { rules }),
    ...(restartStrays && { restartStrays }),
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
  return new AfpoolsError("INVALID_FILE", `${file} cannot be imported: ${reason.replace(/\.$/, "")}.`, {
    details: { file, reason },
  });
}
