import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Afserver } from "@afpools/afanasy";
import { SimulatedAfserver } from "@afpools/afanasy/testing";
import { MemoryStore, systemClock } from "@afpools/core";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { HostMemory } from "../farm/host-memory.js";
import { readFarm } from "../farm/read-farm.js";
import { LogRecorder } from "../testing/log-recorder.js";
import { findAfserver } from "./find-afserver.js";
import { LiveAfserver } from "./live-afserver.js";

async function simulated() {
  const afserver = await SimulatedAfserver.start({ cycleMs: 50 });
  onTestFinished(() => afserver.stop());
  for (const name of ["pc-10", "pc-2", "Mac"]) afserver.farm.startRender({ name });
  afserver.farm.stopRender("pc-10");
  const address = `127.0.0.1:${afserver.address.port}`;
  return { afserver, address };
}

const warn = (message: string) => expect.unreachable(message);

const names = (farm: { hosts: readonly { name: string; online: boolean }[] } | undefined) =>
  farm?.hosts.map(({ name, online }) => (online ? name : `-${name}`));

describe("LiveAfserver", () => {
  it("tells the hosts of afserver as they come and go, and how it reads masks", async () => {
    const { afserver } = await simulated();
    const farm = new LiveAfserver(new Afserver(afserver.address), new LogRecorder());
    onTestFinished(() => farm.close());
    await vi.waitFor(() => expect(names(farm.current())).toEqual(["Mac", "pc-2", "-pc-10"]), 20_000);
    await vi.waitFor(() => expect(farm.dialect).toBe("3.4"), 20_000);
    const told = new Promise<void>((resolve) => farm.subscribe(resolve));
    afserver.farm.startRender({ name: "pc-10" });
    await told;
    expect(names(farm.current())).toEqual(["Mac", "pc-2", "pc-10"]);
  });

  it("knows what hosts measured that were online before it started, once the database tells", async () => {
    const { afserver } = await simulated();
    const render = { name: "pc-1", resources: { cpu_num: 8, mem_total_mb: 64_000, gpu_string: "" } };
    afserver.farm.startRender(render);
    const { facts: store } = new MemoryStore();
    const log = new LogRecorder();
    const start = () => {
      const memory = new HostMemory({ store, mostFlips: 6, log });
      const farm = new LiveAfserver(new Afserver(afserver.address), log, systemClock, memory);
      const close = async () => {
        await farm.close();
        await memory.close();
      };
      return { farm, close };
    };
    const ramOf = (farm: LiveAfserver) => farm.current()?.find("pc-1")[0]?.facts?.ram;
    const first = start();
    await vi.waitFor(() => expect(ramOf(first.farm)).toBe(64_000 * 2 ** 20), 20_000);
    await first.close();
    afserver.farm.stopRender("pc-1");
    const second = start();
    onTestFinished(second.close);
    await vi.waitFor(() => expect(ramOf(second.farm)).toBe(64_000 * 2 ** 20), 20_000);
    expect(second.farm.current()?.find("pc-1")[0]?.online).toBe(false);
    expect(second.farm.hosts?.find(({ name }) => name === "pc-1")?.facts).toMatchObject({
      cores: 8,
      gpu: "",
    });
    // What it says now counts.
    const again = afserver.farm.render("pc-1");
    if (again) again.resources = { ...again.resources, mem_total_mb: 32_000 };
    afserver.farm.startRender(render);
    await vi.waitFor(() => expect(ramOf(second.farm)).toBe(32_000 * 2 ** 20), 20_000);
  });

  it("keeps the farm as last seen while afserver is away, and says so once", async () => {
    const { afserver } = await simulated();
    const log = new LogRecorder();
    const farm = new LiveAfserver(new Afserver(afserver.address), log);
    onTestFinished(() => farm.close());
    await vi.waitFor(() => expect(farm.current()).toBeDefined(), 20_000);
    await afserver.stop();
    await log.line(({ message }) => message === "afserver is unavailable");
    expect(names(farm.current())).toEqual(["Mac", "pc-2", "-pc-10"]);
  });
});

describe("readFarm", () => {
  it("reads afserver once, with its dialect", async () => {
    const { address } = await simulated();
    const { farm, dialect } = await readFarm({ "farm.file": "", "afanasy.server": address }, {}, warn);
    expect(names(farm)).toEqual(["Mac", "pc-2", "-pc-10"]);
    expect(dialect).toBe("3.4");
  });

  it("says why an afserver that is configured was not read", async () => {
    const { problem } = await readFarm({ "farm.file": "", "afanasy.server": "127.0.0.1:1" }, {}, warn);
    expect(problem).toContain("127.0.0.1:1");
  });

  it("knows no farm where nothing is configured", async () => {
    expect(await readFarm({ "farm.file": "", "afanasy.server": "auto" }, {}, warn)).toEqual({});
    expect(
      await readFarm({ "farm.file": "", "afanasy.server": "none" }, { CGRU_LOCATION: "/" }, warn),
    ).toEqual({});
  });
});

describe("findAfserver", () => {
  async function cgru(config: string) {
    const folder = await mkdtemp(join(tmpdir(), "afpools-cgru-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await mkdir(join(folder, "afanasy"));
    const includes = {
      cgru_config: { include: ["afanasy/config_default.json", "config.json", "missing.json"] },
    };
    await writeFile(join(folder, "config_default.json"), JSON.stringify(includes));
    await writeFile(
      join(folder, "afanasy", "config_default.json"),
      '{"cgru_config":{"af_serverport":51009}}',
    );
    await writeFile(join(folder, "config.json"), config);
    return folder;
  }

  it("goes by CGRU's configuration", async () => {
    const environment = { CGRU_LOCATION: await cgru('{"cgru_config":{"af_servername":"farm"}}') };
    const afserver = await findAfserver({ setting: "auto", environment, warn });
    expect(afserver?.address).toMatchObject({ host: "farm", port: 51009 });
  });

  it("tells what of CGRU's configuration cannot be read", async () => {
    const folder = await cgru('{"cgru_config":{"af_servername":"farm",}}');
    const warnings: string[] = [];
    await findAfserver({
      setting: "auto",
      environment: { CGRU_LOCATION: folder },
      warn: (message) => warnings.push(message),
    });
    expect(warnings).toEqual([
      `${join(folder, "config.json")} cannot be read: it is not JSON: line 1, column 39: nothing follows this "," before the "}".`,
    ]);
  });

  it.each([
    ["farm", "farm", 51_000],
    ["farm:51009", "farm", 51_009],
    ["[::1]:51009", "::1", 51_009],
  ])("takes the address %s", async (setting, host, port) => {
    const afserver = await findAfserver({ setting, environment: {}, warn });
    expect(afserver?.address).toEqual({ host, port });
  });

  it.each(["farm:0", "farm:70000", ":51000", "http://farm:51000"])("refuses %s", async (setting) => {
    await expect(findAfserver({ setting, environment: {}, warn })).rejects.toMatchObject({
      code: "INVALID_CONFIG",
    });
  });
});
