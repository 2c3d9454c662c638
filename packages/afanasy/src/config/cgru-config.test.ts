import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { afserverAddress, loadCgruConfig } from "./cgru-config.js";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "afpools-cgru-"));
});

afterEach(() => rm(folder, { recursive: true }));

async function put(path: string, content: string | object): Promise<string> {
  const place = join(folder, path);
  await mkdir(dirname(place), { recursive: true });
  await writeFile(place, typeof content === "string" ? content : JSON.stringify({ cgru_config: content }));
  return place;
}

function load(env: Record<string, string> = {}, platform: NodeJS.Platform = "linux") {
  return loadCgruConfig({ env, platform, homeFolder: join(folder, "home") });
}

describe("loadCgruConfig", () => {
  it("puts files together in CGRU's order, the later winning", async () => {
    const all = {
      default: await put("cgru/config_default.json", {
        af_serverport: 50001,
        first: 1,
        include: ["afanasy/config_default.json", "config.json", "missing.json"],
      }),
      afanasy: await put("cgru/afanasy/config_default.json", {
        af_serverport: 50002,
        af_servername: "afanasy",
      }),
      site: await put("cgru/config.json", { af_serverport: 50003, include: ["config_default.json"] }),
      custom: await put("custom.json", { af_serverport: 52001 }),
      home: await put("home/.cgru/config.json", { af_serverport: 53001 }),
    };
    const env = { CGRU_LOCATION: join(folder, "cgru") };

    const site = await load(env);
    expect(site.files).toEqual([all.default, all.afanasy, all.site, all.home]);
    expect(site.warnings).toEqual([]);
    expect(site.values.get("first")).toEqual({ value: 1, origin: all.default });

    const custom = await load({ ...env, CGRU_CUSTOM_CONFIG: all.custom });
    expect(afserverAddress(custom)).toEqual({
      host: "afanasy",
      port: 53001,
      origins: { host: all.afanasy, port: all.home },
    });
    await rm(all.home);
    expect(afserverAddress(await load({ ...env, CGRU_CUSTOM_CONFIG: all.custom })).port).toBe(52001);
    expect(afserverAddress(await load(env)).port).toBe(50003);

    const overridden = await load({ ...env, CGRU_AF_SERVERPORT: "54001", CGRU_AF_SERVERNAME: "farm" });
    expect(afserverAddress(overridden)).toEqual({
      host: "farm",
      port: 54001,
      origins: {
        host: "environment variable CGRU_AF_SERVERNAME",
        port: "environment variable CGRU_AF_SERVERPORT",
      },
    });
  });

  it("reads comments, values switched off, and what is for one system", async () => {
    const content = `\uFEFF{"cgru_config":{"":"a","":"b","-af_servername":"off","af_serverport":1,
      "OS_linux":{"af_serverport":4},"OS_unix":{"af_serverport":2,"unix":true},"OS_windows":{"af_serverport":5},"OS_macosx":{"af_serverport":3}}}`;
    await put("cgru/config_default.json", content);
    const port = async (platform: NodeJS.Platform) =>
      afserverAddress(await load({ CGRU_LOCATION: join(folder, "cgru") }, platform)).port;
    expect([await port("linux"), await port("darwin"), await port("win32"), await port("freebsd")]).toEqual([
      4, 3, 5, 2,
    ]);
    const config = await load({ CGRU_LOCATION: join(folder, "cgru") });
    expect([...config.values.keys()].sort()).toEqual(["af_serverport", "location", "unix"]);
    expect(afserverAddress(config).host).toBe("127.0.0.1");
  });

  it("finds the user's file of Windows", async () => {
    await put("roaming/cgru/config.json", { af_servername: "win" });
    expect(afserverAddress(await load({ APPDATA: join(folder, "roaming") }, "win32")).host).toBe("win");
  });

  it("goes on without CGRU, and without files that cannot be read, and says so", async () => {
    const nothing = await load();
    expect(nothing).toMatchObject({ files: [], warnings: [] });
    expect(afserverAddress(nothing)).toEqual({
      host: "127.0.0.1",
      port: 51000,
      origins: { host: "default", port: "default" },
    });
    const broken = await put("cgru/config_default.json", '{"cgru_config":{"include":[],}}');
    const custom = await put("custom.json", "[]");
    const config = await load({ CGRU_LOCATION: join(folder, "cgru"), CGRU_CUSTOM_CONFIG: custom });
    expect(config.files).toEqual([]);
    expect(config.warnings).toEqual([
      `${broken} cannot be read: it is not JSON: line 1, column 29: nothing follows this "," before the "}".`,
      `${custom} has no "cgru_config" object.`,
    ]);
    const nowhere = await load({ CGRU_LOCATION: join(folder, "nowhere") });
    expect(nowhere.warnings).toEqual([
      `${join(folder, "nowhere", "config_default.json")}, named by CGRU_LOCATION, is not there.`,
    ]);
  });
});

describe("afserverAddress", () => {
  it.each([
    [{ af_serverport: "x" }, "af_serverport, set by"],
    [{ af_serverport: 70000 }, "is not an integer of 1-65535: 70000"],
    [{ af_serverport: true }, "is no number: true"],
    [{ af_serverport: "" }, "is no number"],
    [{ af_servername: "" }, "it is empty"],
    [{ af_servername: "farm..lan" }, "is not a host"],
    [{ af_servername: ["a"] }, 'is no text: ["a"]'],
  ])("refuses %j and says where it is set", async (content, message) => {
    const place = await put("home/.cgru/config.json", content);
    const config = await load();
    expect(() => afserverAddress(config)).toThrow(
      expect.objectContaining({
        code: "INVALID_CONFIG",
        message: expect.stringContaining(message),
        details: expect.objectContaining({ origin: place }),
      }),
    );
  });
});
