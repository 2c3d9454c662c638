import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import type { PublishedPackage } from "./published-packages.js";

/** The first example of the package's README, as TypeScript for an ES module. */
export function readmeExample({ folder, shortName }: PublishedPackage): string {
  const example = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(folder, "README.md"), "utf8"))?.[1];
  if (!example) throw new Error(`The README of ${shortName} has no example.`);
  return example;
}

/** The same as TypeScript for a CommonJS module, which cannot wait at its top. */
export function forCommonJs(example: string): string {
  const source = ts.createSourceFile("example.ts", example, ts.ScriptTarget.ES2023);
  const end = source.statements.filter(ts.isImportDeclaration).at(-1)?.end ?? 0;
  return `${example.slice(0, end)}\n\nvoid (async () => {${example.slice(end)}})();\n`;
}

/** What Node runs of it: version 20 runs no TypeScript. */
export function toJavaScript(source: string, module: ts.ModuleKind): string {
  return ts.transpileModule(source, { compilerOptions: { module, target: ts.ScriptTarget.ES2023 } })
    .outputText;
}
