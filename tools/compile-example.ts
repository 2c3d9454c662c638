import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { toJavaScript } from "./release/readme-example.js";

const scratch = fileURLToPath(new URL("../node_modules/.cache/afpools/examples/", import.meta.url));

/** The path of the JavaScript of an example, which imports the built packages: Node 20 runs no TypeScript. */
export async function compileExample(file: string): Promise<string> {
  await mkdir(scratch, { recursive: true });
  const program = join(scratch, basename(file).replace(/ts$/, "mjs"));
  await writeFile(program, toJavaScript(await readFile(file, "utf8"), ts.ModuleKind.ESNext));
  return program;
}
