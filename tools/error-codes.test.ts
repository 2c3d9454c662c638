import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { errorKinds } from "@afpools/core";
import { errorCodes } from "@afpools/core/internal";
import { expect, it } from "vitest";

const packages = fileURLToPath(new URL("../packages", import.meta.url));

/** Files that list codes and throw none. */
const tables = /\.test\.tsx?$|\/testing\/|core\/src\/errors\.ts$|api\/src\/(routes|errors|openapi)\//;

/** The codes that stand in the sources of a package, as text. */
function codesIn(name: string): ReadonlySet<string> {
  const folder = `${packages}/${name}/src`;
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => `${folder}/${file.replaceAll("\\", "/")}`)
    .filter((file) => /\.tsx?$/.test(file) && !tables.test(file));
  const text = files.map((file) => readFileSync(file, "utf8")).join("\n");
  return new Set(Array.from(text.matchAll(/"([A-Z]+(?:_[A-Z]+)*)"/g), ([, code = ""]) => code));
}

it.each(Object.entries(errorCodes))("%s throws each code that is listed as its own", (name, codes) => {
  const thrown = codesIn(name);
  expect(Object.keys(codes).filter((code) => !thrown.has(code))).toEqual([]);
});

it("core throws none that is listed as another package's", () => {
  const thrown = codesIn("core");
  const others = Object.keys(errorKinds).filter((code) => !(code in errorCodes.core));
  expect(others.filter((code) => thrown.has(code))).toEqual([]);
});
