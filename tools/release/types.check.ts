import { writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, inject, it } from "vitest";
import { libraries } from "./published-packages.js";
import { forCommonJs, readmeExample } from "./readme-example.js";

const installed = inject("installed");

const ways = [
  // Before `nodenext` a CommonJS module cannot require an ES module.
  {
    name: "node16",
    module: ts.ModuleKind.Node16,
    resolution: ts.ModuleResolutionKind.Node16,
    commonJs: "dual",
  },
  {
    name: "nodenext",
    module: ts.ModuleKind.NodeNext,
    resolution: ts.ModuleResolutionKind.NodeNext,
    commonJs: "all",
  },
  {
    name: "bundler",
    module: ts.ModuleKind.ESNext,
    resolution: ts.ModuleResolutionKind.Bundler,
    commonJs: "none",
  },
] as const;

it.each(ways)("the packages' types are right for programs with moduleResolution $name", (way) => {
  const files: string[] = [];
  for (const library of libraries) {
    files.push(write(`${library.shortName}.mts`, readmeExample(library)));
    if (way.commonJs === "all" || (way.commonJs === "dual" && library.dual))
      files.push(write(`${library.shortName}.cts`, forCommonJs(readmeExample(library))));
  }
  const program = ts.createProgram(files, {
    module: way.module,
    moduleResolution: way.resolution,
    target: ts.ScriptTarget.ES2023,
    lib: ["lib.es2023.d.ts"],
    types: ["node"],
    typeRoots: [join(installed, "node_modules", "@types")],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
  });
  const found = ts.getPreEmitDiagnostics(program);
  expect(
    ts.formatDiagnostics(found, {
      getCurrentDirectory: () => installed,
      getCanonicalFileName: (name) => name,
      getNewLine: () => "\n",
    }),
  ).toBe("");
});

function write(file: string, source: string): string {
  const path = join(installed, file);
  writeFileSync(path, source);
  return path;
}
