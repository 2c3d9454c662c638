import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AfpoolsError } from "@afpools/core";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { loadConfig } from "./load-config.js";
import { ServerSettings } from "./server-settings.js";
import { type Config, settingKeys } from "./settings.js";

let file: string;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), "afpools-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  file = join(folder, "config.json");
});

const write = (value: unknown) => writeFile(file, JSON.stringify(value));
const stored = async () => JSON.parse(await readFile(file, "utf8")) as unknown;

async function open(
  environment: Record<string, string> = {},
  check: (config: Config) => Promise<void> = async () => undefined,
) {
  const inputs = { file, environment, flags: { "server.port": "7" } };
  const settings = new ServerSettings(await loadConfig(inputs), inputs, check);
  const shown = (key: string) => settings.list().settings.find((setting) => setting.key === key);
  return { settings, shown };
}

describe("the settings of a server", () => {
  it("are shown with value, source, default and meaning, and what values they take", async () => {
    await write({ "server.host": "0.0.0.0" });
    const { settings, shown } = await open({ AFPOOLS_LOG_LEVEL: "debug" });
    expect(settings.list().file).toBe(file);
    expect(settings.list().settings.map(({ key }) => key)).toEqual(settingKeys);
    expect(shown("server.host")).toMatchObject({
      value: "0.0.0.0",
      running: "0.0.0.0",
      source: "file",
      fallback: "127.0.0.1",
      variable: "AFPOOLS_SERVER_HOST",
      restart: true,
      secret: false,
      schema: { type: "string" },
    });
    expect(shown("server.port")).toMatchObject({
      value: 7,
      source: "flag",
      schema: { type: "integer", minimum: 0, maximum: 65_535 },
    });
    expect(shown("log.level")).toMatchObject({
      source: "environment",
      restart: false,
      schema: { enum: ["debug", "info", "warn", "error", "silent"] },
    });
    expect(shown("tls.mode")).toMatchObject({ source: "default", value: "off" });
  });

  it("hide the password of the database", async () => {
    await write({ store: "mongodb://anna:p%40ss:word@db:27017/afpools" });
    const { settings, shown } = await open();
    expect(shown("store")).toMatchObject({ value: "mongodb://anna:***@db:27017/afpools", secret: true });
    expect(JSON.stringify(settings.list())).not.toContain("word");
  });

  it("hide what an option of the database's address holds, and keep it when it is sent back", async () => {
    const store = "mongodb://db/afpools?tls=true&tlsCertificateKeyFilePassword=s3cret";
    await write({ store });
    const { settings, shown } = await open();
    const hidden = "mongodb://db/afpools?tls=true&tlsCertificateKeyFilePassword=***";
    expect(shown("store")).toMatchObject({ value: hidden, running: hidden });
    await settings.change({ store: hidden, "log.level": "warn" });
    expect(await stored()).toEqual({ store, "log.level": "warn" });
    await expect(settings.change({ store: hidden.replace("db/", "db2/") })).rejects.toThrow(
      "Enter the password again",
    );
  });

  it("are saved, all of them; what a running server can it takes over, the rest waits", async () => {
    await write({ "server.host": "0.0.0.0", "farm.file": "farm.txt" });
    const { settings, shown } = await open();
    const told = vi.fn();
    settings.subscribe(told);
    const after = await settings.change({
      "server.httpPort": 8080,
      "access.anonymous": "none",
      "farm.file": null,
    });
    expect(await stored()).toEqual({
      "server.host": "0.0.0.0",
      "server.httpPort": 8080,
      "access.anonymous": "none",
    });
    expect(after).toEqual(settings.list());
    expect(shown("server.httpPort")).toMatchObject({ value: 8080, running: 9980, source: "file" });
    expect(shown("access.anonymous")).toMatchObject({ value: "none", running: "none" });
    expect(shown("farm.file")).toMatchObject({ value: "", running: "farm.txt", source: "default" });
    expect(settings.current["access.anonymous"]).toBe("none");
    expect(told).toHaveBeenCalledExactlyOnceWith(settings.current);
  });

  it("that the environment or a flag sets go on to be set by it", async () => {
    const { settings, shown } = await open({ AFPOOLS_ACCESS_ANONYMOUS: "viewer" });
    await settings.change({ "access.anonymous": "none", "server.port": 8 });
    expect(shown("access.anonymous")).toMatchObject({ value: "viewer", source: "environment" });
    expect(shown("server.port")).toMatchObject({ value: 7, source: "flag" });
  });

  it.each([
    [{ "server.prot": 1 }, "Did you mean server.port"],
    [{ "server.httpPort": 70_000 }, "server.httpPort from the request is 70000"],
    [{ "log.level": "loud" }, "log.level from the request"],
    [{ store: "mongodb://anna:***@elsewhere/afpools" }, "Enter the password again"],
  ])("of which one is wrong are not saved: %j", async (wrong, message) => {
    await write({ store: "mongodb://anna:secret@db/afpools" });
    const { settings } = await open();
    await expect(settings.change({ "access.anonymous": "none", ...wrong })).rejects.toMatchObject({
      code: "INVALID_CONFIG",
      message: expect.stringContaining(message),
    });
    expect(await stored()).toEqual({ store: "mongodb://anna:secret@db/afpools" });
    expect(settings.current["access.anonymous"]).toBe("viewer");
  });

  it("keep the password that was sent back hidden", async () => {
    await write({ store: "mongodb://anna:secret@db/afpools" });
    const { settings } = await open();
    await settings.change({ store: "mongodb://anna:***@db/afpools", "log.level": "warn" });
    expect(await stored()).toEqual({ store: "mongodb://anna:secret@db/afpools", "log.level": "warn" });
  });

  it("that are wrong together are not saved", async () => {
    const { settings } = await open({}, async (config) => {
      if (config["tls.mode"] !== "off") throw new AfpoolsError("INVALID_CONFIG", "no certificate");
    });
    await expect(settings.change({ "tls.mode": "required" })).rejects.toThrow("no certificate");
    await expect(stored()).rejects.toThrow("ENOENT");
  });

  it("are changed one after another", async () => {
    const { settings } = await open();
    await Promise.all(
      ["server.httpPort", "limits.connections", "limits.requestBytes"].map((key) =>
        settings.change({ [key]: 2_000 }),
      ),
    );
    expect(await stored()).toEqual({
      "server.httpPort": 2_000,
      "limits.connections": 2_000,
      "limits.requestBytes": 2_000,
    });
  });

  it("stay as they were where the file cannot be read again", async () => {
    const { settings } = await open();
    await writeFile(file, "{");
    await expect(settings.reload()).rejects.toMatchObject({ code: "INVALID_CONFIG" });
    expect(settings.current["access.anonymous"]).toBe("viewer");
    await write({ "access.anonymous": "none" });
    await settings.reload();
    expect(settings.current["access.anonymous"]).toBe("none");
  });
});
