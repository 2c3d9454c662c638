import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { findPythons, pythonPath } from "./testing/python.js";

const pythons = findPythons();
const script = (name: string) => fileURLToPath(new URL(`./testing/${name}`, import.meta.url));
const moduleFile = fileURLToPath(new URL("../python/afpools.py", import.meta.url));

interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

function run(
  python: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const env = {
    PATH: process.env.PATH,
    PYTHONPATH: pythonPath,
    PYTHONDONTWRITEBYTECODE: "1",
    ...environment,
  };
  return new Promise((resolve) => {
    execFile(python, words, { env }, (error, out, err) => {
      resolve({ status: error ? Number(error.code) : 0, out, err });
    });
  });
}

it("there is a Python to test with", () => {
  expect(pythons).not.toEqual([]);
});

describe.each(pythons)("afpools.py in Python $version", ({ path }) => {
  it("raises nothing but its own errors, whatever comes", async () => {
    // The same in every run; each version of Python takes them its own way.
    const { status, out, err } = await run(path, [script("fuzz.py"), "18", "2000"]);
    expect([status, err]).toEqual([0, ""]);
    const outcomes = JSON.parse(out) as Readonly<Record<string, number>>;
    // All that is tried comes through, too: else it would say nothing.
    for (const tried of ["ask", "away", "address", "config", "expression"]) {
      expect(outcomes[`${tried}: fine`], tried).toBeGreaterThan(10);
    }
  });

  it("keeps one deadline for a question", async () => {
    const { status, err } = await run(path, [script("deadlines.py")]);
    expect(err).toContain("OK");
    expect(status).toBe(0);
  });

  it.each([
    ["pools..studio.lan", 'error: "pools..studio.lan" is not the address of a Pool Server: two dots'],
    [
      "mongodb://anna:S3c@ret/x@127.0.0.1:1/afpools",
      'error: "mongodb://anna:***@127.0.0.1:1/afpools" is not',
    ],
    ["127.0.0.1:1", "error: The Pool Server at 127.0.0.1:1 cannot be reached: "],
  ])("ends with one line for AFPOOLS_SERVER=%s", async (server, message) => {
    const { status, out, err } = await run(path, [moduleFile, "pools"], { AFPOOLS_SERVER: server });
    expect([status, out, err.trimEnd().split("\n").length]).toEqual([1, "", 1]);
    expect(err).toContain(message);
  });

  it("says that CGRU's configuration cannot be read, rather than to go by a default", async () => {
    const folder = await mkdtemp(join(tmpdir(), "afpools-cgru-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, "config_default.json");
    for (const [content, reason] of [
      ['{"cgru_config":{"af_pools_server":"farm"},}', "it is not JSON: line 1, column "],
      [
        Buffer.from('{"cgru_config":{"af_pools_server":"farm"}}', "utf16le"),
        "it is not text: line 1, column 2 holds a NUL byte",
      ],
      [Buffer.from('\ufeff{"cgru_config":{"af_pools_server":"farm"}}', "utf16le"), "it is UTF-16"],
      [
        Buffer.from('{"cgru_config":{"af_pools_server":"fä"}}', "latin1"),
        "it is not UTF-8: line 1, column 37",
      ],
    ] as const) {
      await writeFile(file, content);
      const { status, err } = await run(path, [moduleFile, "pools"], { CGRU_LOCATION: folder });
      expect(status).toBe(1);
      expect(err).toContain(`error: ${file} cannot be read: ${reason}`);
    }
  });

  it("escapes what a terminal cannot show, and what would move its cursor", async () => {
    const environment = {
      AFPOOLS_SERVER: "farm\u001b[2J\u00e9",
      LC_ALL: "C",
      PYTHONUTF8: "0",
      PYTHONCOERCECLOCALE: "0",
    };
    const { err } = await run(path, [moduleFile, "pools"], environment);
    expect(err).toMatch(/^error: "farm\\u\{1b\}\[2J/);
    expect(err.trimEnd()).not.toMatch(/[^\x20-\x7e]/);
  });
});
