import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const folder = new URL("../docs/decisions/", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, folder), "utf8");
const records = readdirSync(folder).filter((file) => /^\d{4}-/.test(file));

it("each decision has a number of its own, bears it as its title, and stands in the index", () => {
  const numbers = records.map((file) => file.slice(0, 4));
  expect(new Set(numbers).size).toBe(records.length);
  for (const file of records) expect(read(file)).toMatch(new RegExp(`^# ${file.slice(0, 4)} \\S`));
  const listed = Array.from(read("README.md").matchAll(/\]\((\d{4}-[^)]+)\)/g), ([, file]) => file);
  expect(listed).toEqual(records);
});
