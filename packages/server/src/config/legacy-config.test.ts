import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { readLegacyConfig } from "./legacy-config.js";
import { checkSetting, parseSettingKey } from "./load-config.js";

let cgru: string;

beforeEach(async () => {
  cgru = await mkdtemp(join(tmpdir(), "cgru-"));
  onTestFinished(() => rm(cgru, { recursive: true, force: true }));
});

async function put(program: "poolmanager" | "poolserver", text: string): Promise<string> {
  const folder = join(cgru, "utilities", "poolssupport", program);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "config.json"), text);
  return join(folder, "config.json");
}

describe("readLegacyConfig", () => {
  it("reads both files as the 2019 tool ships them", async () => {
    const files = [
      await put("poolmanager", '{"mongodb_host": "localhost", "mongodb_port": 27017}'),
      await put("poolserver", '{"ip": "", "port": 9999, "max_clients": 32}'),
    ];
    const { values, ...read } = await readLegacyConfig(cgru);
    expect(values).toEqual({
      store: "mongodb://localhost:27017/afpools",
      "server.host": "0.0.0.0",
      "server.port": 9999,
    });
    expect(read.files).toEqual(files);
    for (const [key, value] of Object.entries(values)) {
      expect(checkSetting(parseSettingKey(key), value, "a test")).toBe(value);
    }
  });

  it("takes ports that are texts, an address, and a file that is alone", async () => {
    await put("poolmanager", '{"mongodb_host": "::1", "mongodb_port": "27018"}');
    expect((await readLegacyConfig(cgru)).values).toEqual({ store: "mongodb://[::1]:27018/afpools" });
    await put("poolserver", '\uFEFF{"ip": "10.0.0.7", "port": "9998"}');
    expect((await readLegacyConfig(cgru)).values).toMatchObject({
      "server.host": "10.0.0.7",
      "server.port": 9998,
    });
  });

  it.each([
    ["anna:pw%40x@db.studio.lan", "mongodb://anna:pw%40x@db.studio.lan:27017/afpools?authSource=admin"],
    ["db1:27018,db2", "mongodb://db1:27018,db2:27017/afpools"],
    ["[::1]", "mongodb://[::1]:27017/afpools"],
  ])("takes over what 2019 joined with the port: %s", async (host, store) => {
    await put("poolmanager", JSON.stringify({ mongodb_host: host, mongodb_port: 27017 }));
    const { values } = await readLegacyConfig(cgru);
    expect(values).toEqual({ store });
    expect(checkSetting("store", values.store, "a test")).toBe(store);
  });

  it.each(["db.studio.lan/", "db:27018", "mongodb://db", "anna:S3cret/x@db"])(
    "refuses what led nowhere in 2019, either: %s",
    async (host) => {
      const file = await put("poolmanager", JSON.stringify({ mongodb_host: host, mongodb_port: 27017 }));
      const refused = readLegacyConfig(cgru);
      await expect(refused).rejects.toMatchObject({
        code: "INVALID_CONFIG",
        message: expect.stringContaining(`mongodb_host in ${file}: "mongodb://`),
      });
      await expect(refused).rejects.not.toThrow(/S3cret/);
    },
  );

  it.each(["{", "[]", '{"ip": "", "port": 0}', '{"ip": 5, "port": 9999}', "{}"])(
    "says which file is not the 2019 tool's: %s",
    async (text) => {
      const file = await put("poolserver", text);
      await expect(readLegacyConfig(cgru)).rejects.toMatchObject({
        code: "INVALID_CONFIG",
        message: expect.stringContaining(file),
      });
    },
  );

  it("says when neither file is there", async () => {
    await expect(readLegacyConfig(cgru)).rejects.toMatchObject({
      code: "INVALID_CONFIG",
      message: expect.stringContaining(`Is ${cgru} a CGRU installation?`),
    });
  });
});
