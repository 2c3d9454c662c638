import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileExample } from "./compile-example.js";
import { startMongo, type TestMongo } from "./mongodb-for-tests.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const examples = join(root, "examples");
const run = promisify(execFile);

/** The packages whose README starts with a TypeScript example; the CLI's starts with a terminal session. */
const packages = readdirSync(join(root, "packages")).filter((name) => name !== "cli");

let mongo: TestMongo;

beforeAll(async () => {
  mongo = await startMongo();
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
    const program = await compileExample(join(examples, name));
    const environment = {
      ...process.env,
      AFPOOLS_TEST_MONGODB_URL: mongo.url,
      AFPOOLS_STORE: `${mongo.url}/afpools_example_${basename(name, ".ts").replace("-", "_")}`,
    };
    const { stdout, stderr } = await run(process.execPath, [program], { env: environment, timeout: 20_000 });
    expect(stdout.trim()).not.toBe("");
    expect(stderr).toBe("");
  });
});
