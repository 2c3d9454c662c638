import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { describe, expect, inject, it } from "vitest";
import { nodeLines } from "./nodes.js";
import { libraries } from "./published-packages.js";
import { forCommonJs, readmeExample, toJavaScript } from "./readme-example.js";

const nodes = inject("nodes");

/** Node's own remark, which comes where a program requires an ES module. */
const requiresEsModule =
  /^\(node:\d+\) ExperimentalWarning: CommonJS module .*\n\(Use `node.* was created\)\n$/s;

describe.each(nodeLines)("on Node %s", (line) => {
  describe.each(libraries)("the example in the README of $manifest.name", (library) => {
    const example = readmeExample(library);

    it("runs as an ES module", async () => {
      const { stdout, stderr } = await run(
        `${library.shortName}-${line}.mjs`,
        toJavaScript(example, ts.ModuleKind.ESNext),
      );
      expect(stdout.trim()).not.toBe("");
      expect(stderr).toBe("");
    });

    it("runs as a CommonJS module", async () => {
      const program = toJavaScript(forCommonJs(example), ts.ModuleKind.CommonJS);
      const { stdout, stderr } = await run(`${library.shortName}-${line}.cjs`, program);
      expect(stdout.trim()).not.toBe("");
      if (library.dual) expect(stderr).toBe("");
      else expect(stderr.replace(requiresEsModule, "")).toBe("");
    });
  });

  function run(file: string, program: string) {
    const path = join(inject("installed"), file);
    const env = { ...process.env, AFPOOLS_TEST_MONGODB_URL: inject("mongodb") };
    return writeFile(path, program).then(() =>
      promisify(execFile)(nodes[line] ?? "", [path], { env, timeout: 60_000, cwd: inject("installed") }),
    );
  }
});
