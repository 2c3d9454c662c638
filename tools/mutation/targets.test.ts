import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { expect, it } from "vitest";
import { targets } from "./targets.mjs";

const root = new URL("../../", import.meta.url);

/** What a target names; of a pattern the folder. */
const named = Object.entries(targets).flatMap(([target, { files, tests }]) =>
  [...files, ...tests].map((path) => [target, path.includes("*") ? dirname(path) : path] as const),
);

// A test that has another name now would notice nothing, and what it tests count as untested.
it.each(named)("mutation of %s names a file that is there: %s", (_, path) => {
  expect(existsSync(new URL(path, root))).toBe(true);
});
