import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { readConfigFile, writeConfigFile } from "./config-file.js";

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "afpools-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  file = join(folder, "deep", "config.json");
});

describe("writeConfigFile", () => {
  it("makes file and folder, changes some settings, takes others out, and leaves the rest", async () => {
    await writeConfigFile(file, { "server.port": 1, "server.host": "::", store: "memory:" });
    await writeConfigFile(file, { "server.port": 2, store: undefined });
    expect(await readFile(file, "utf8")).toBe('{\n  "server.port": 2,\n  "server.host": "::"\n}\n');
    expect(await readdir(join(folder, "deep"))).toEqual(["config.json"]);
  });

  it("makes a file that only its owner reads", async () => {
    await writeConfigFile(file, { store: "mongodb://user:secret@host/db" });
    const { mode } = await stat(file);
    // Windows knows no such modes.
    expect(process.platform === "win32" || (mode & 0o777) === 0o600).toBe(true);
  });

  it("overwrites nothing that it cannot read", async () => {
    await writeConfigFile(file, {});
    await writeFile(file, "{ by hand");
    await expect(writeConfigFile(file, { "server.port": 1 })).rejects.toMatchObject({
      code: "INVALID_CONFIG",
    });
    expect(await readFile(file, "utf8")).toBe("{ by hand");
  });

  it("says which file cannot be written", async () => {
    await writeFile(join(folder, "deep"), "a file, no folder");
    await expect(writeConfigFile(file, { "server.port": 1 })).rejects.toMatchObject({
      code: "INVALID_CONFIG",
      message: expect.stringContaining(file),
    });
  });
});

describe("readConfigFile", () => {
  it("gives nothing where there is no file", async () => {
    expect(await readConfigFile(file)).toEqual({});
  });
});
