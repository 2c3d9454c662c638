import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { readFarmFile } from "./farm-file.js";
import { FileFarm } from "./file-farm.js";

let file: string;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), "afpools-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  file = join(folder, "farm");
});

async function hosts(text: string) {
  await writeFile(file, text);
  return (await readFarmFile(file)).hosts;
}

describe("readFarmFile", () => {
  it("reads lines: names, ranges, comments, hosts that are offline", async () => {
    expect(await hosts("# the farm\r\npc-[09-10]  # two\r\n\r\n- LT-1\n")).toEqual([
      { name: "LT-1", online: false },
      { name: "pc-09", online: true },
      { name: "pc-10", online: true },
    ]);
  });

  it("reads JSON: a list, or an object with one, of names and of objects", async () => {
    const list =
      '["pc-1", {"name": "pc-2", "online": false, "address": "10.0.0.2", "engine": "3.4.1", "os": "linux"}]';
    const expected = [
      { name: "pc-1", online: true },
      { name: "pc-2", online: false, address: "10.0.0.2", engine: "3.4.1" },
    ];
    expect(await hosts(list)).toEqual(expected);
    expect(await hosts(`\uFEFF {"hosts": ${list}}`)).toEqual(expected);
  });

  it("reads facts, as the API tells them", async () => {
    const facts = {
      os: "windows 11",
      cores: 32,
      ram: 64e9,
      gpu: "",
      users: [],
      services: { disabled: ["maya"] },
    };
    const host = { name: "pc-1", online: true, nativePool: "/fx", facts };
    expect(await hosts(JSON.stringify([host]))).toEqual([host]);
    await expect(hosts('[{"name": "pc-1", "facts": {"ram": "64G"}}]')).rejects.toMatchObject({
      code: "INVALID_FILE",
      message: expect.stringContaining("entry 1: "),
    });
  });

  it("reads an empty file as an empty farm", async () => {
    expect(await hosts("")).toEqual([]);
    expect(await hosts("[]")).toEqual([]);
  });

  it.each([
    ["pc-1\ntwo words\n", "line 2: "],
    ["pc-1\npc-[5-1]\n", "line 2: "],
    ['["pc-1", "two words"]', "entry 2: "],
    ['["pc-1", 7]', "entry 2: expected a host name, or an object with its name"],
    ['{"renders": []}', 'neither a list of hosts nor an object with them as "hosts"'],
    ["[", "JSON"],
  ])("says what is wrong, and where: %j", async (text, reason) => {
    await expect(hosts(text)).rejects.toMatchObject({
      code: "INVALID_FILE",
      message: expect.stringContaining(reason),
    });
  });

  it("says that there is no such file", async () => {
    await expect(readFarmFile(file)).rejects.toThrow(`${file} cannot be read: there is no such file.`);
  });
});

describe("FileFarm", () => {
  it("reads its file again when told, and tells; a file that cannot be read changes nothing", async () => {
    await writeFile(file, "pc-1");
    const farm = await FileFarm.open(file);
    let told = 0;
    const end = farm.subscribe(() => {
      told += 1;
    });
    await writeFile(file, "pc-1\npc-2");
    await farm.reload();
    expect([farm.current().hosts.length, told]).toEqual([2, 1]);
    await writeFile(file, "two words");
    await expect(farm.reload()).rejects.toMatchObject({ code: "INVALID_FILE" });
    expect([farm.current().hosts.length, told]).toEqual([2, 1]);
    end();
    await writeFile(file, "");
    await farm.reload();
    expect([farm.current().hosts.length, told]).toEqual([0, 1]);
  });
});
