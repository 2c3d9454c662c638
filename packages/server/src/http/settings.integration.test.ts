import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SimulatedAfserver } from "@afpools/afanasy/testing";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startMongo, type TestMongo } from "../../../../tools/mongodb-for-tests.js";
import { startApi } from "../testing/test-api.js";

let mongo: TestMongo;

beforeAll(async () => {
  mongo = await startMongo();
});
afterAll(() => mongo.stop());

describe("settings by HTTP", () => {
  it("are shown and saved, all or none; what can be is taken over at once", async () => {
    const api = await startApi();
    const admin = api.as("admin");
    const shown = async (key: string) =>
      (await admin.listSettings()).settings.find((setting) => setting.key === key);
    expect(await shown("server.port")).toMatchObject({ value: 0, source: "flag", restart: true });
    expect(await shown("masks.dialect")).toMatchObject({ value: "auto", source: "default", restart: false });
    await api.as("editor").createPool({ body: { name: "gpu", hosts: ["pc-1"] } });
    const dialect = async () => (await admin.planMask({ body: { expression: "gpu" } })).plan.dialect;
    expect(await dialect()).toBe("3.4");

    await expect(
      admin.changeSettings({ body: { "masks.dialect": "3.3", "limits.idleMs": 1 } }),
    ).rejects.toMatchObject({ code: "INVALID_CONFIG" });
    await expect(admin.changeSettings({ body: { "tls.mode": "required" } })).rejects.toThrow(
      "must name PEM files",
    );
    expect(await dialect()).toBe("3.4");
    await admin.changeSettings({ body: { "masks.dialect": "3.3", "limits.idleMs": 5_000 } });
    expect(await dialect()).toBe("3.3");
    expect(await shown("limits.idleMs")).toMatchObject({ value: 5_000, running: 60_000, source: "file" });
    expect(JSON.parse(await readFile(join(api.folder, "config.json"), "utf8"))).toEqual({
      "masks.dialect": "3.3",
      "limits.idleMs": 5_000,
    });

    // Somebody edits the file by hand, and tells the server.
    await writeFile(join(api.folder, "config.json"), "{}");
    await api.daemon.reload();
    expect(await dialect()).toBe("3.4");
    expect(api.log.lines.map(({ message }) => message)).toContain("reloaded");
  });

  it("are tried before they are saved, and nothing is made by it", async () => {
    const api = await startApi();
    const admin = api.as("admin");
    const test = (key: "store" | "afanasy.server", value: string) =>
      admin.testSetting({ body: { key, value } });
    const absent = join(api.folder, "elsewhere", "pools.db");
    expect(await test("store", `sqlite:${absent}`)).toMatchObject({ ok: true, pools: 0 });
    await expect(readFile(absent)).rejects.toThrow("ENOENT");
    await api.as("editor").createPool({ body: { name: "gpu" } });
    expect(await test("store", `sqlite:${join(api.folder, "pools.db")}`)).toMatchObject({
      ok: true,
      pools: 1,
      message: expect.stringContaining("1 pool is in"),
    });
    expect(await test("store", `sqlite:${api.folder}`)).toMatchObject({ ok: false });
    expect(await test("store", "memory:")).toMatchObject({ ok: true, pools: 0 });
    expect(await test("store", `${mongo.url}/afpools_tried`)).toMatchObject({ ok: true, pools: 0 });
    const lost = await test("store", "mongodb://anna:secret@127.0.0.1:1/afpools");
    expect(lost).toMatchObject({ ok: false, message: expect.stringContaining("127.0.0.1:1") });
    expect(lost.message).not.toContain("secret");
    expect(await test("store", "mongodb://anna:***@127.0.0.1:1/afpools")).toMatchObject({
      ok: false,
      message: expect.stringContaining("Enter the password again"),
    });
    expect(await test("store", "ftp://x")).toMatchObject({ ok: false });

    const simulated = await SimulatedAfserver.start({ cycleMs: 20 });
    onTestFinished(() => simulated.stop());
    simulated.farm.startRender({ name: "pc-1" });
    expect(await test("afanasy.server", `127.0.0.1:${simulated.address.port}`)).toMatchObject({
      ok: true,
      hosts: 1,
      online: 1,
      version: expect.stringMatching(/^3\./),
    });
    expect(await test("afanasy.server", "127.0.0.1:1")).toMatchObject({ ok: false });
    expect(await test("afanasy.server", "nonsense")).toMatchObject({ ok: false });
    expect(await test("afanasy.server", "auto")).toMatchObject({
      ok: false,
      message: expect.stringContaining("CGRU_LOCATION"),
    });
    expect(await test("afanasy.server", "none")).toMatchObject({ ok: true });
  });
});
