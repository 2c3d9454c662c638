import { openStore } from "@afpools/server";
import { expect, it } from "vitest";
import { withAfserver } from "../../testing/afserver.js";
import { commandLine } from "../../testing/command-line.js";

async function farm() {
  const afpools = commandLine();
  const { simulated } = await withAfserver(afpools, ["pc-1"]);
  simulated.farm.startRender({
    name: "WS-07",
    os: "unix linux 64 debian 12",
    resources: {
      cpu_num: 32,
      mem_total_mb: 64_205,
      gpu_string: "NVIDIA GeForce RTX 3090",
      gpu_mem_total_mb: 24_576,
    },
  });
  await afpools(["pool", "create", "big", "--rule", "ram>=64G"]);
  return afpools;
}

it("shows a host with its pools and facts", async () => {
  const afpools = await farm();
  const { out } = await afpools(["host", "show", "ws-07"]);
  expect(out).toMatch(/^host +WS-07\nonline +yes\npools +big\n/);
  expect(out).toContain("\nos           unix, linux, debian\n");
  expect(out).toContain("\ncores        32\nram          67G\n");
  expect(out).toContain("\ngpu          NVIDIA, GeForce, RTX, 3090\ngpu-ram      25G\nuser         none\n");
  const json = await afpools(["host", "show", "WS-07", "--json"]);
  expect(JSON.parse(json.out)).toMatchObject({ name: "WS-07", pools: ["big"], facts: { cores: 32 } });
});

it("knows without a server what hosts measured that are offline, as the server stored it", async () => {
  const afpools = commandLine();
  const { simulated } = await withAfserver(afpools, ["pc-1"]);
  simulated.farm.startRender({ name: "WS-07" });
  simulated.farm.stopRender("WS-07");
  await afpools(["pool", "create", "big", "--rule", "ram>=64G"]);
  const poolsOf = async () => JSON.parse((await afpools(["host", "show", "ws-07", "--json"])).out).pools;
  expect((await afpools(["explain", "big"])).out).toMatch(/WS-07 .* Its memory is not known/);
  expect(await poolsOf()).toEqual([]);
  const store = openStore(afpools.environment.AFPOOLS_STORE ?? "");
  await store.facts?.put([{ name: "WS-07", facts: { ram: 64e9 }, at: "2026-01-01T12:00:00.000Z" }]);
  await store.close();
  expect((await afpools(["explain", "big"])).out).toMatch(/WS-07 +yes/);
  expect((await afpools(["pool", "show", "big"])).out).toContain("\n  WS-07  by ram>=64G");
  expect((await afpools(["mask", "big"])).out).toContain("WS-07");
  expect(await poolsOf()).toEqual(["big"]);
});

it("says what is not known, and that there is no such host", async () => {
  const afpools = await farm();
  await afpools(["pool", "create", "gpu", "new-1"]);
  expect((await afpools(["host", "show", "new-1"])).out).toContain("\nram          not known\n");
  const missing = await afpools(["host", "show", "ws-70"]);
  expect(missing.status).toBe(3);
  expect(missing.err).toContain('The farm and the pools have no host "ws-70". Did you mean "WS-07"?');
});

it("sets facts by hand as pools, each host in those of its values", async () => {
  const afpools = await farm();
  await afpools(["pool", "create", "rack:B1", "pc-1", "ws-07"]);
  const { out } = await afpools([
    "host",
    "set",
    "pc-1",
    "pc-[2-3]",
    "rack=B2",
    "license=nuke",
    "license=houdini",
  ]);
  expect(out).toContain("rack:B1: - pc-1 (change ");
  expect(out).toContain("rack:B2: created; + pc-1 pc-2 pc-3 (change ");
  expect(out).toContain("license:nuke: created; + pc-1 pc-2 pc-3");
  const explained = await afpools(["explain", "rack:B2 & license:houdini - host:pc-3"]);
  expect(explained.out).toMatch(/pc-1 +yes .* In pool "rack:B2" by name/);
  await afpools(["host", "set", "PC-1", "license="]);
  const shown = await afpools(["host", "show", "pc-1", "--json"]);
  expect(JSON.parse(shown.out).pools).toEqual(["rack:B2"]);
  expect((await afpools(["host", "set", "pc-1", "rack=b2"])).err).toContain("It is so already.");
});

it.each([
  [["pc-1", "ram=64"], "means something else"],
  [["pc-1", "hold=x"], "means something else"],
  [["pc-1", "rack=B 2"], "is written as rack=B2"],
  [["pc-1"], "Name hosts and facts"],
  [["rack=B2"], "Name hosts and facts"],
])("refuses to set %j", async (words, reason) => {
  const afpools = await farm();
  const { status, err } = await afpools(["host", "set", ...words]);
  expect(status).toBe(2);
  expect(err).toContain(reason);
});

it("holds hosts, says so, and releases them", async () => {
  const afpools = await farm();
  await afpools(["pool", "create", "all", "--rule", "*"]);
  const poolsOf = async (host: string) =>
    JSON.parse((await afpools(["host", "show", host, "--json"])).out).pools;
  const held = await afpools([
    "host",
    "hold",
    "ws-*",
    "--until",
    "2999-01-01T08:00Z",
    "--reason",
    "fan",
    "--name",
    "B2",
  ]);
  expect(held.out).toContain("hold:B2: created; + rule ws-* until 2999-01-01T08:00:00Z (change ");
  expect(await poolsOf("WS-07")).toEqual(["hold:B2"]);
  expect(await poolsOf("pc-1")).toEqual(["all"]);
  const { out } = await afpools(["host", "holds"]);
  expect(out).toMatch(
    /^HOLD +HOSTS +UNTIL +BY +SINCE +REASON\nB2 +ws-\* +2999-01-01 \d\d:\d\d +\S+ +\S+ \S+ +fan/,
  );
  // An exception has no end, and holds nobody.
  await afpools(["pool", "never", "hold:B2", "ws-99"]);
  expect((await afpools(["host", "holds"])).out).toMatch(/ 2999-01-01 \d\d:\d\d /);
  const explained = await afpools(["explain", "all"]);
  expect(explained.out).toMatch(/WS-07 +no .* but taken out by "hold:B2"/);
  const wrong = await afpools(["host", "release", "ws-08"]);
  expect(wrong.status).toBe(3);
  expect(wrong.err).toContain('There is no hold "ws-08", and no hold holds a host of this name.');
  await afpools(["host", "hold", "pc-1", "--name", "B2", "--restart-strays"]);
  expect((await afpools(["pool", "show", "hold:B2"])).out).toContain("tasks outside the pool are restarted");
  expect([await poolsOf("WS-07"), await poolsOf("pc-1")]).toEqual([["big", "all"], ["hold:B2"]]);
  expect((await afpools(["host", "holds"])).out).toMatch(/B2 +pc-1 +released/);
  expect((await afpools(["host", "release", "b2"])).out).toContain("hold:B2: deleted");
  expect(await poolsOf("pc-1")).toEqual(["all"]);
  expect((await afpools(["host", "holds"])).err).toContain("No host is held.");
});

it("holds many hosts by one command, and releases them by one", async () => {
  const afpools = await farm();
  await afpools(["pool", "create", "all", "--rule", "*"]);
  const names = Array.from({ length: 30 }, (_, number) => `node-${number + 1}`);
  const held = await afpools(["host", "hold", "pc-1", ...names]);
  expect(held.out).toContain("hold:pc-1 and 30 more: created");
  // A hold is one of its own, but for the one that is named.
  const renewed = ["--reason", "power", "--name", "pc-1 and 30 more"];
  expect((await afpools(["host", "hold", "pc-1", ...names, ...renewed])).out).not.toContain("created");
  expect((await afpools(["host", "hold", "pc-1", "ws-07", ...names.slice(1)])).out).toContain(
    "hold:pc-1 and 30 more 2: created",
  );
  const holds = async (...more: string[]) =>
    JSON.parse((await afpools(["host", "holds", "--json", ...more])).out).map(
      ({ name, rules }: { name: string; rules: string[] }) => [name, rules.length],
    );
  expect((await afpools(["host", "release", "pc-1", "node-[1-3]", "-n", "--json"])).status).toBe(0);
  await afpools(["host", "release", "pc-1", "node-[1-3]"]);
  expect(await holds()).toEqual([
    ["hold:pc-1 and 30 more", 27],
    ["hold:pc-1 and 30 more 2", 28],
  ]);
  const { out } = await afpools(["host", "release", "pc-1 and 30 more", "ws-07", ...names.slice(3)]);
  expect(out.match(/: deleted/g)).toHaveLength(2);
  expect(await holds()).toEqual([]);
});

it("holds a host twice, until both holds are over", async () => {
  const afpools = await farm();
  await afpools(["pool", "create", "all", "--rule", "*"]);
  const poolsOf = async () =>
    JSON.parse((await afpools(["host", "show", "WS-07", "--json"])).out).pools as string[];
  await afpools(["host", "hold", "WS-07", "--until", "2999-01-01T08:00Z", "--reason", "fan"]);
  const second = await afpools([
    "host",
    "hold",
    "WS-07",
    "--until",
    "2998-01-01T08:00Z",
    "--reason",
    "reboot",
  ]);
  expect(second.out).toContain("hold:WS-07 2: created");
  expect((await afpools(["host", "holds"])).out).toMatch(/\nWS-07 +.* fan\nWS-07 2 +.* reboot/);
  const { err } = await afpools(["host", "release", "WS-07"]);
  expect(err).toContain('"WS-07 2" still holds hosts of what was released.');
  expect(await poolsOf()).toEqual(["hold:WS-07 2"]);
  await afpools(["host", "release", "ws-07"]);
  expect(await poolsOf()).toEqual(["big", "all"]);
});

it("refuses the name of a pool where hosts are named, with how to write it", async () => {
  const afpools = await farm();
  const held = await afpools(["host", "hold", "big"]);
  expect(held).toMatchObject({ status: 2, out: "" });
  expect(held.err).toContain(`For the hosts of the pool, write '"big"'`);
  expect(held.err).toContain("for a host of this name, write host:big.");
  expect((await afpools(["pool", "create", "x", "--rule", "big during sat-sun in UTC"])).status).toBe(2);
  const set = await afpools(["host", "set", "pc-1", "big", "floor=2"]);
  expect(set).toMatchObject({ status: 2, out: "" });
  expect(set.err).toContain('"big" is a pool, and no host of the farm or of a pool has this name.');
  expect((await afpools(["host", "hold", '"big"'])).out).toContain('hold:"big": created; + rule "big"');
});

it("tells of hosts that the farm does not know, and refuses a hold without a name", async () => {
  const afpools = await farm();
  const { out, err } = await afpools(["host", "hold", "pc-1", "pc-l", "host:pc-7"]);
  expect(out).toContain(": created");
  expect(err).toContain("pc-l pc-7 are not known on the farm: they are held when they register.");
  expect((await afpools(["host", "hold", "ws-07"])).err).toBe("");
  const set = await afpools(["host", "set", "pc-1", "pc-l", "rack=B2"]);
  expect(set.err).toContain("pc-l is not known on the farm: the facts count when it registers.");
  const unnamed = await afpools(["host", "hold", "pc-1", "--name", " "]);
  expect(unnamed).toMatchObject({ status: 2, out: "" });
  expect(unnamed.err).toContain("The name of a hold is not empty.");
});

it("lists holds that are over only where all are asked for", async () => {
  const afpools = await farm();
  const over = "pc-1 until 2020-01-01T08:00Z";
  expect((await afpools(["pool", "create", "hold:old", "--rule", over])).err).toContain("which is over");
  await afpools(["pool", "create", "old", "--rule", over]);
  await afpools(["pool", "rename", "old", "hold:old"]);
  await afpools(["host", "hold", "ws-07"]);
  const names = async (...words: string[]) =>
    JSON.parse((await afpools([...words, "--json"])).out).map(({ name }: { name: string }) => name);
  expect(await names("host", "holds")).toEqual(["hold:ws-07"]);
  expect(await names("host", "holds", "--all")).toEqual(["hold:old", "hold:ws-07"]);
  expect(await names("pool", "list")).toEqual(["big", "hold:ws-07"]);
  expect(await names("pool", "list", "--all")).toEqual(["big", "hold:old", "hold:ws-07"]);
  expect((await afpools(["host", "holds", "--all"])).out).toMatch(/old +pc-1 +is over/);
});

it("lists hosts as afpools hosts does", async () => {
  const afpools = await farm();
  expect((await afpools(["host", "list"])).out).toBe((await afpools(["hosts"])).out);
});

it("a pool shows which rules do not count now, and what the clock changes next", async () => {
  const afpools = await farm();
  await afpools([
    "pool",
    "create",
    "all",
    "--rule",
    "* until 2999-01-01T08:00Z",
    "--rule",
    "pc-1 until 2020-01-01T08:00Z",
  ]);
  const { out } = await afpools(["pool", "show", "all"]);
  expect(out).toContain(
    "\nresting      pc-1 until 2020-01-01T08:00:00Z\nhosts        2, 2 of them by rule\n",
  );
  expect(out).toMatch(/\nnext change {2}2999-01-01 \d\d:\d\d: 2 go\n/);
  await afpools(["host", "hold", "ws-07", "--until", "2998-01-01T08:00Z"]);
  expect((await afpools(["pool", "show", "all"])).out).toMatch(
    /\nnext change {2}2998-01-01 \d\d:\d\d: 1 come\n/,
  );
  // Changes of other pools come before, for years.
  await afpools(["pool", "create", "early", "--rule", "pc-1 until 2997-01-01T08:00Z"]);
  await afpools(["pool", "create", "earlier", "--rule", "pc-1 until 2996-01-01T08:00Z"]);
  expect((await afpools(["pool", "show", "all"])).out).toMatch(
    /\nnext change {2}2998-01-01 \d\d:\d\d: 1 come\n/,
  );
});
