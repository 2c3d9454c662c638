import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commandLine } from "../testing/command-line.js";

describe("afpools doctor", () => {
  it("finds nothing wrong with a sound database", async () => {
    const afpools = commandLine();
    await afpools(["pool", "create", "gpu", "pc-1"]);
    const { status, out } = await afpools(["doctor", "--json"]);
    expect(status).toBe(0);
    expect((JSON.parse(out) as { severity: string }[]).map((finding) => finding.severity)).toEqual([
      "note",
      "note",
    ]);
  });

  it("warns of an empty pool", async () => {
    const afpools = commandLine();
    await afpools(["pool", "create", "gpu"]);
    const { status, out } = await afpools(["doctor"]);
    expect(status).toBe(0);
    expect(out).toContain('warning  pool "gpu": It is empty');
  });

  it("says what keeps the database from being opened, and ends with 8", async () => {
    const afpools = commandLine();
    const folder = join(afpools.folder, "a folder");
    mkdirSync(folder);
    const { status, out } = await afpools(["doctor", "--store", `sqlite:${folder}`]);
    expect(status).toBe(8);
    expect(out).toContain("error");
    expect(out).toContain(folder);
  });
});
