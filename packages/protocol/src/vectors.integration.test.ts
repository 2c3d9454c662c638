import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { commandNames } from "./commands/commands.js";
import { readVectors } from "./testing/vectors.js";

const require = createRequire(import.meta.url);

interface RequestVector {
  readonly name: string;
  readonly output: readonly { readonly kind: string; readonly command?: string }[];
}

describe("the vectors", () => {
  test("are decoded as they say by a decoder in Python that was written from SPEC.md alone", async () => {
    const [program, folder] = ["./testing/spec-decoder.py", "../vectors"].map((path) =>
      fileURLToPath(new URL(path, import.meta.url)),
    );
    const { stdout } = await promisify(execFile)("python3", [program ?? "", folder ?? ""]);
    expect(stdout).toMatch(/^\d{3} decoded, \d+ left out, 0 wrong\n$/);
  });

  test("have a request of every command", () => {
    const decoded = readVectors<RequestVector>("decode-requests.json").flatMap(({ output }) => output);
    const commands = new Set(decoded.flatMap(({ kind, command }) => (kind === "v2" ? [command] : [])));
    expect(commandNames.filter((name) => !commands.has(name))).toEqual([]);
  });

  test("and SPEC.md can be had from the package", () => {
    for (const file of ["SPEC.md", "vectors/decode-requests.json", "vectors/responses.json"])
      expect(require.resolve(`@afpools/protocol/${file}`)).toContain(file);
  });
});
