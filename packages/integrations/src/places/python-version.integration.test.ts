import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { cgruTree, temporaryFolder } from "../testing/cgru-tree.js";
import { planOf } from "../testing/install.js";
import { pythonFlaw, pythonVersion } from "./python-version.js";

it.each(["2.7.18", "3.4.10", "3.5.3"])("Python %s is too old", (version) => {
  expect(pythonFlaw(version)).toContain(`CGRU's Python is ${version}`);
});

it.each(["3.6.0", "3.13.1", "4.0.0"])("Python %s will do", (version) => {
  expect(pythonFlaw(version)).toBeUndefined();
});

it("a program that is no Python has no version", async () => {
  expect(await pythonVersion("/nowhere/python")).toBeUndefined();
});

it.skipIf(process.platform === "win32")("installing warns where CGRU's Python is too old", async () => {
  const python = join(temporaryFolder(), "python");
  writeFileSync(python, "#!/bin/sh\necho 3.4.3\n");
  chmodSync(python, 0o755);
  const cgru = cgruTree();
  const warningsOf = async (environment: Record<string, string>) =>
    (await planOf({ targets: ["python"], cgru, server: "pools.example:9999", environment })).plans[0]
      ?.warnings;
  expect(await warningsOf({ CGRU_PYTHONEXE: python })).toEqual([
    expect.stringContaining("CGRU's Python is 3.4.3"),
  ]);
  expect(await warningsOf({})).toEqual([]);
});
