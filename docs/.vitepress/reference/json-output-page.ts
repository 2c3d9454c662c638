import { readFileSync } from "node:fs";
import { cell, code, page, table } from "./markdown.js";
import { type Schema, shapeSection, typeOf } from "./shapes.js";

/** The schemas of `packages/cli/results.schema.json`. */
interface ResultSchemas {
  readonly commands: Readonly<Record<string, Schema>>;
  readonly failure: Schema;
  readonly $defs: Readonly<Record<string, Schema>>;
}

/** What each command prints with `--json`, from the schemas that its tests check it by. */
export function jsonOutputPage(root: string): string {
  const file = readFileSync(`${root}/packages/cli/results.schema.json`, "utf8");
  const { commands, failure, $defs } = JSON.parse(file) as ResultSchemas;
  return page(
    "# JSON output",
    "What the commands of `afpools` print on standard output with `--json`, the same whether they work on the database itself, by the pool protocol or by HTTP. `--output yaml` prints the same values as YAML. The schemas are in the package as JSON Schema: `@afpools/cli/results.schema.json`. Later versions may add members; those that are there stay.",
    `A command that fails prints one line on standard error: ${typeOf(failure)}. The codes are on [their page](error-codes.md).`,
    "## Results",
    table(
      ["command", "result", ""],
      Object.entries(commands).map(([name, schema]) => [
        `[${code(name)}](cli.md#${name.replaceAll(" ", "-")})`,
        typeOf(schema),
        cell(schema.description ?? ""),
      ]),
    ),
    "## Shapes",
    "Members without _optional_ are always there.",
    ...Object.entries($defs).map(([name, schema]) => shapeSection(name, schema)),
  );
}
