import { Afserver } from "@afpools/afanasy";
import { SimulatedAfserver } from "@afpools/afanasy/testing";
import { describe, expect, it, onTestFinished, vi } from "vitest";
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

const names = (farm: { hosts: readonly { name: string; online: boolean }[] } | undefined) =>
  farm?.hosts.map(({ name, online }) => (online ? name : `-${name}`));

describe("LiveAfserver", () => {
  it("tells the hosts of afserver as they come and go, and how it reads masks", async () => {
    const { afserver } = await simulated();
    const farm = new LiveAfserver(new Afserver(afserver.address), new LogRecorder());
    onTestFinished(() => farm.close());
    await vi.waitFor(() => expect(names(farm.current())).toEqual(["Mac", "pc-2", "-pc-10"]), 5_000);
    await vi.waitFor(() => expect(farm.dialect).toBe("3.4"), 5_000);
    const told = new Promise<void>((resolve) => farm.subscribe(resolve));
    afserver.farm.startRender({ name: "pc-10" });
    await told;
    expect(names(farm.current())).toEqual(["Mac", "pc-2", "pc-10"]);
  });

  it("keeps the farm as last seen while afserver is away, and says so once", async () => {
    const { afserver } = await simulated();
    const log = new LogRecorder();
    const farm = new LiveAfserver(new Afserver(afserver.address), log);
    onTestFinished(() => farm.close());
    await vi.waitFor(() => expect(farm.current()).toBeDefined(), 5_000);
    await afserver.stop();
    await log.line(({ message }) => message === "afserver is away");
    expect(names(farm.current())).toEqual(["Mac", "pc-2", "-pc-10"]);
  });
});

describe("readFarm", () => {
  it("reads afserver once, with its dialect", async () => {
    const { address } = await simulated();
    const { farm, dialect } = await readFarm({ "farm.file": "", "afanasy.server": address }, {});
    expect(names(farm)).toEqual(["Mac", "pc-2", "-pc-10"]);
    expect(dialect).toBe("3.4");
  });

  it("says why an afserver that is configured was not read", async () => {
    const { problem } = await readFarm({ "farm.file": "", "afanasy.server": "127.0.0.1:1" }, {});
    expect(problem).toContain("127.0.0.1:1");
  });

  it("knows no farm where nothing is configured", async () => {
    expect(await readFarm({ "farm.file": "", "afanasy.server": "auto" }, {})).toEqual({});
    expect(await readFarm({ "farm.file": "", "afanasy.server": "none" }, { CGRU_LOCATION: "/" })).toEqual({});
  });
});

describe("findAfserver", () => {
  it("goes by CGRU's configuration", async () => {
    const environment = {
      CGRU_LOCATION: "/nowhere",
      CGRU_AF_SERVERNAME: "farm",
      CGRU_AF_SERVERPORT: "51009",
      HOME: "/nowhere",
    };
    const afserver = await findAfserver({ setting: "auto", environment });
    expect(afserver?.address).toMatchObject({ host: "farm", port: 51009 });
  });

  it.each(["farm", "farm:0", "farm:70000", ":51000", "http://farm:51000"])("refuses %s", async (setting) => {
    await expect(findAfserver({ setting, environment: {} })).rejects.toMatchObject({
      code: "INVALID_CONFIG",
    });
  });
});
