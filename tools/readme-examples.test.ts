import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startMongo, type TestMongo } from "./mongodb-for-tests.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const examples = join(root, "examples");
const scratch = join(root, "node_modules", ".cache", "afpools", "examples");
const run = promisify(execFile);

/** The packages whose README starts with a TypeScript example; the CLI's starts with a terminal session. */
const packages = readdirSync(join(root, "packages")).filter((name) => name !== "cli");

let mongo: TestMongo;

beforeAll(async () => {
  mongo = await startMongo();
  await mkdir(scratch, { recursive: true });
});

afterAll(() => mongo.stop());

describe.each(packages)("the first example of packages/%s/README.md", (name) => {
  it("is the file in examples/", async () => {
    const readme = await readFile(join(root, "packages", name, "README.md"), "utf8");
    const block = /```ts\n([\s\S]*?)```/.exec(readme)?.[1];
    expect(block).toBe(await readFile(join(examples, `${name}.ts`), "utf8"));
  });
});

describe.each(readdirSync(examples).filter((name) => name.endsWith(".ts")))("examples/%s", (name) => {
  it("runs against the built packages, prints something and ends by itself", async () => {
    const program = await compile(join(examples, name));
    const environment = { ...process.env, AFPOOLS_TEST_MONGODB_URL: mongo.url };
    const { stdout, stderr } = await run(process.execPath, [program], { env: environment, timeout: 20_000 });
    expect(stdout.trim()).not.toBe("");
    expect(stderr).toBe("");
  });
});

/** Node 20 runs no TypeScript. */
async function compile(file: string): Promise<string> {
  const { outputText } = ts.transpileModule(await readFile(file, "utf8"), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  });
  const program = join(scratch, basename(file).replace(/ts$/, "mjs"));
  await writeFile(program, outputText);
  return program;
}
