import { AfpoolsError, type Pool, poolNameKey } from "@afpools/core";
import { fromCsvCell, toCsvCell } from "@afpools/core/internal";
import type { PoolFileEntry } from "./pool-file-entry.js";

/** The columns of a table of pools: a row a host or a rule of a pool. */
const columns = ["pool", "host", "rule", "description"] as const;

type Row = Record<(typeof columns)[number], string>;

/**
 * Pools as a table: a row for each host, and for each rule where there are any; a pool without either has a row of its own.
 * The 2019 tool's extra values of hosts are not in it.
 */
export async function formatCsv(pools: readonly Pool[]): Promise<string> {
  const { stringify } = await import("csv-stringify/sync");
  const shown = columns.filter(
    (column) =>
      column === "pool" ||
      column === "host" ||
      pools.some(({ rules, description }) => (column === "rule" ? rules.length > 0 : description !== "")),
  );
  const cast = { string: toCsvCell };
  return stringify(pools.flatMap(rowsOf), { header: true, columns: [...shown], cast });
}

function rowsOf({ name, description, hosts, rules }: Pool): Row[] {
  const members = [
    ...hosts.map((host) => ({ host: host.name, rule: "" })),
    ...rules.map((rule) => ({ host: "", rule })),
  ];
  const rows = members.length > 0 ? members : [{ host: "", rule: "" }];
  return rows.map((member, index) => ({
    pool: name,
    ...member,
    description: index === 0 ? description : "",
  }));
}

/**
 * The pools of a table with a heading: `pool,host`, and `rule` and `description` where they are wanted, in any order, parted by commas,
 * semicolons or tabs. Of what has no column nothing is said.
 *
 * @throws AfpoolsError `INVALID_FILE` with the line that is wrong
 */
export async function parseCsv(text: string, name: string): Promise<PoolFileEntry[]> {
  const pools = new Map<string, { name: string; description: string; hosts: string[]; rules: string[] }>();
  const rows = await readRows(text, name);
  for (const { line, row } of rows) {
    if (row.pool === "") throw invalid(name, line, "it names no pool");
    const key = poolNameKey(row.pool);
    const pool = pools.get(key) ?? { name: row.pool, description: "", hosts: [], rules: [] };
    pools.set(key, pool);
    if (row.host !== "") pool.hosts.push(row.host);
    if (row.rule !== "") pool.rules.push(row.rule);
    if (row.description !== "" && pool.description !== "" && row.description !== pool.description)
      throw invalid(
        name,
        line,
        `it describes the pool ${JSON.stringify(row.pool)} in another way than before`,
      );
    pool.description ||= row.description;
  }
  const titles = rows[0]?.titles ?? [];
  return [...pools.values()].map(({ name: pool, description, hosts, rules }) => ({
    name: pool,
    ...(titles.includes("description") && { description }),
    ...(titles.includes("host") && { hosts }),
    ...(titles.includes("rule") && { rules }),
  }));
}

async function readRows(
  text: string,
  name: string,
): Promise<{ line: number; row: Row; titles: readonly string[] }[]> {
  const { CsvError, parse } = await import("csv-parse/sync");
  const cell = (written = "") => fromCsvCell(written);
  const [head = ""] = text.split(/\r?\n/, 1);
  const delimiter = [",", ";", "\t"].find((sign) => head.includes(sign)) ?? ",";
  try {
    const records = parse(text, {
      delimiter,
      info: true,
      trim: true,
      skip_empty_lines: true,
      columns: (titles: string[]) => titles.map((title) => checkedColumn(title, titles, name)),
    }) as unknown as { info: { lines: number }; record: Partial<Row> }[];
    return records.map(({ info, record }) => ({
      line: info.lines,
      row: {
        pool: cell(record.pool),
        host: cell(record.host),
        rule: cell(record.rule),
        description: cell(record.description),
      },
      titles: Object.keys(record),
    }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw invalid(name, Number(error.lines ?? 1), error.message.replace(/\.$/, ""));
  }
}

function checkedColumn(title: string, titles: readonly string[], name: string): string {
  const column = title.trim().toLowerCase();
  const isKnown = columns.some((known) => known === column);
  const hasPool = titles.some((other) => other.trim().toLowerCase() === "pool");
  if (isKnown && hasPool) return column;
  const reason = hasPool
    ? `its heading holds ${JSON.stringify(title)}; the columns are ${columns.join(", ")}`
    : 'its heading holds no "pool"; it begins with a line pool,host';
  throw invalid(name, 1, reason);
}

function invalid(file: string, line: number, reason: string): AfpoolsError {
  return new AfpoolsError("INVALID_FILE", `${file} cannot be imported: line ${line}: ${reason}.`, {
    details: { file, line, reason },
  });
}
