import Ajv2020 from "ajv/dist/2020.js";
import { expect, it } from "vitest";
import { commandTree } from "../reference/command-tree.js";
import { leaves } from "../reference/usage.js";
import { resultSchemas, results } from "./results.js";

/** Commands that print no result as JSON: they run until they are stopped, or print text for other programs. */
const without = ["serve", "demo", "completion", "pool export"];

it("has a schema for each command that prints JSON, and for no other", () => {
  const names = leaves(commandTree()).map(({ path }) => path.join(" "));
  expect(Object.keys(results).toSorted()).toEqual(names.filter((name) => !without.includes(name)).toSorted());
});

it("is JSON Schema whose references lead somewhere", () => {
  const { commands, failure, $defs } = resultSchemas();
  for (const [name, schema] of Object.entries({ ...commands, failure })) {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, formats: { "date-time": true } });
    expect(() => ajv.compile({ ...schema, $defs }), name).not.toThrow();
  }
});

it("is as it was told to scripts: what changes here may break them", async () => {
  await expect(`${JSON.stringify(resultSchemas(), undefined, 1)}\n`).toMatchFileSnapshot(
    "../../results.schema.json",
  );
});
