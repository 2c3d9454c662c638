import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { checkSetting, describeSource, loadConfig, parseSettingKey } from "./load-config.js";
import { environmentName, type SettingKey, settingKeys } from "./settings.js";

let file: string;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), "afpools-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  file = join(folder, "config.json");
});

const write = (value: unknown) => writeFile(file, JSON.stringify(value));

describe("loadConfig", () => {
  it("gives the defaults where nothing is set", async () => {
    const { config, sources } = await loadConfig({ file, environment: {} });
    expect(config).toMatchObject({
      store: expect.stringMatching(/^sqlite:.+pools\.db$/),
      "server.host": "127.0.0.1",
      "server.port": 9999,
      "server.writes": "off",
      "tls.mode": "off",
      "limits.connections": 4_096,
    });
    expect(Object.keys(sources)).toEqual(settingKeys);
    expect(new Set(Object.values(sources).map(({ from }) => from))).toEqual(new Set(["default"]));
  });

  it("lets the environment beat the file, and flags beat both", async () => {
    await write({ "server.port": 1, "server.host": "file", store: "memory:", "tls.cert": "" });
    const { config, sources } = await loadConfig({
      file,
      environment: { AFPOOLS_SERVER_PORT: "2", AFPOOLS_SERVER_HOST: "environment" },
      flags: { "server.port": "3", "server.host": undefined },
    });
    expect(config).toMatchObject({ "server.port": 3, "server.host": "environment", store: "memory:" });
    expect(sources).toMatchObject({
      "server.port": { from: "flag" },
      "server.host": { from: "environment", variable: "AFPOOLS_SERVER_HOST" },
      store: { from: "file", file },
      "log.level": { from: "default" },
    });
    expect(
      [sources["server.port"], sources["server.host"], sources.store, sources["log.level"]].map(
        describeSource,
      ),
    ).toEqual(["flag", "AFPOOLS_SERVER_HOST", file, "default"]);
  });

  it("takes an empty variable for one that is not set", async () => {
    expect((await loadConfig({ file, environment: { AFPOOLS_SERVER_PORT: "" } })).config["server.port"]).toBe(
      9999,
    );
  });

  it("reads a file that begins with a byte order mark", async () => {
    await writeFile(file, '\uFEFF{"server.port": 7}');
    expect((await loadConfig({ file, environment: {} })).config["server.port"]).toBe(7);
  });

  it.each([
    ["[]", "it is not a JSON object"],
    ["null", "it is not a JSON object"],
    ["{", "it is not JSON"],
    ["", "it is not JSON"],
  ])("refuses a file that holds %j", async (text, reason) => {
    await writeFile(file, text);
    await expect(loadConfig({ file, environment: {} })).rejects.toMatchObject({
      code: "INVALID_CONFIG",
      message: expect.stringContaining(`${file} cannot be read: ${reason}`),
    });
  });

  it("refuses a folder", async () => {
    await expect(loadConfig({ file: join(file, ".."), environment: {} })).rejects.toMatchObject({
      code: "INVALID_CONFIG",
    });
  });

  it("refuses a key that is none, and knows which was meant", async () => {
    await write({ "server.prot": 1 });
    await expect(loadConfig({ file, environment: {} })).rejects.toThrow(
      `In ${file}: There is no setting "server.prot". Did you mean server.port?`,
    );
  });

  it("says where a wrong value stands and what it may be", async () => {
    await expect(loadConfig({ file, environment: { AFPOOLS_SERVER_PORT: "http" } })).rejects.toMatchObject({
      code: "INVALID_CONFIG",
      message:
        'server.port from AFPOOLS_SERVER_PORT is "http": it takes a whole number from 0 to 65535. TCP port of the pool protocol; 0 for any free one.',
      details: { key: "server.port", value: "http", where: "AFPOOLS_SERVER_PORT" },
    });
  });
});

describe("checkSetting", () => {
  const wrong: [SettingKey, unknown][] = [
    ["store", ""],
    ["store", 7],
    ["server.host", null],
    ["server.host", "pc 1"],
    ["server.host", "0.0.0.0:9999"],
    ["store", "pools.db"],
    ["store", "sqlite:~anna/pools.db"],
    ["afanasy.server", "tls://farm"],
    ["afanasy.server", "farm:0"],
    ["server.port", -1],
    ["server.port", "-1"],
    ["server.port", 65_536],
    ["server.port", 1.5],
    ["server.port", ""],
    ["server.port", null],
    ["server.port", true],
    ["server.port", []],
    ["server.port", "0x50"],
    ["server.writes", "all"],
    ["tls.mode", "on"],
    ["masks.dialect", 3.4],
    ["log.level", "verbose"],
    ["limits.connections", 0],
    ["limits.requestBytes", 10],
    ["limits.idleMs", 99],
  ];

  it.each(wrong)("%s cannot be %j", (key, value) => {
    const says = (text: string) => expect.objectContaining({ message: expect.stringContaining(text) });
    expect(() => checkSetting(key, value, "a test")).toThrow(says(`${key} from a test`));
    expect(() => checkSetting(key, value, "a test")).toThrow(says(JSON.stringify(value)));
  });

  it("shows no password of a value that cannot be", () => {
    const value = "mongodb://anna:S3c@ret@db/afpools?foo=1";
    const refused = expect.objectContaining({
      message: expect.not.stringMatching(/S3c|ret@/),
      details: expect.objectContaining({ value: "mongodb://anna:***@db/afpools?foo=1" }),
    });
    expect(() => checkSetting("store", value, "a test")).toThrow(refused);
  });

  it("takes the user's folder for a tilde before a path", () => {
    expect(checkSetting("tls.cert", "~/cert.pem", "a test")).toBe(join(homedir(), "cert.pem"));
    expect(checkSetting("tls.cert", "./~/cert.pem", "a test")).toBe("./~/cert.pem");
  });

  const right: [SettingKey, unknown, unknown][] = [
    ["server.port", "0", 0],
    ["server.port", 65_535, 65_535],
    ["server.host", "::", "::"],
    ["tls.mode", "optional", "optional"],
    ["limits.unreadBytes", "1048576", 1_048_576],
  ];

  it.each(right)("%s takes %j as %j", (key, value, taken) => {
    expect(checkSetting(key, value, "a test")).toBe(taken);
  });
});

it("keys and variables belong together", () => {
  expect(
    ["store", "server.httpPort", "limits.connectionsPerAddress"].map((key) =>
      environmentName(parseSettingKey(key)),
    ),
  ).toEqual(["AFPOOLS_STORE", "AFPOOLS_SERVER_HTTP_PORT", "AFPOOLS_LIMITS_CONNECTIONS_PER_ADDRESS"]);
  expect(() => parseSettingKey("__proto__")).toThrow("There is no setting");
});
