import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commandLine } from "../../testing/command-line.js";

/** What an import makes, as name and hosts of each pool, and what it says of the rest. */
async function imported(system: string, text: string) {
  const afpools = commandLine();
  const file = join(afpools.folder, "export.txt");
  writeFileSync(file, text);
  const { status, err } = await afpools(["pool", "import", file, "--from", system]);
  const pools = JSON.parse((await afpools(["pool", "list", "--json"])).out) as {
    name: string;
    hosts: { name: string }[];
  }[];
  return { status, err, pools: pools.map(({ name, hosts }) => [name, ...hosts.map((host) => host.name)]) };
}

describe("Deadline", () => {
  const worker = (name: string, Pools: unknown, others: object = {}, Info: object = {}) => ({
    Info: { Name: name, ...Info },
    Settings: { Name: name, Pools, Grps: ["none"], Enable: true, ...others },
  });

  it("gives its pools and workers", async () => {
    const { pools, err } = await imported(
      "deadline",
      JSON.stringify([
        worker("pc-01", ["none", "gpu"]),
        worker("PC-02", "gpu,nuke", { Grps: ["linux"], Enable: false }),
        worker("pc-02-second", ["nuke"], {}, { Host: "pc-02" }),
        worker("pc-03", ["none"]),
      ]),
    );
    expect(pools).toEqual([
      ["gpu", "pc-01", "PC-02"],
      ["nuke", "PC-02"],
    ]);
    for (const part of [
      "1 worker is in no pool.",
      "1 worker has several pools",
      "1 worker is disabled there",
      "1 worker is one of several of its machine",
      "Groups are not imported: linux.",
    ])
      expect(err).toContain(part);
  });

  it("gives them as deadlinecommand prints them, too", async () => {
    const { pools } = await imported(
      "deadline",
      "[pc-01]\nSlaveName=pc-01\nPools=none,gpu\nGroups=none\n\n[pc-02]\nMachineName=pc-02\nPools=gpu\n",
    );
    expect(pools).toEqual([["gpu", "pc-01", "pc-02"]]);
  });
});

it("OpenCue gives its hosts by tag", async () => {
  const hosts = [
    {
      name: "pc-01.studio.lan",
      tags: ["general", "gpu", "pc-01"],
      allocName: "local.general",
      nimbyEnabled: false,
    },
    { name: "desk-1", tags: ["desktop", "desk-1"], allocName: "local.desktop", nimbyEnabled: true },
  ];
  const expected = [
    ["general", "pc-01.studio.lan"],
    ["gpu", "pc-01.studio.lan"],
    ["desktop", "desk-1"],
  ];
  const { pools, err } = await imported("opencue", JSON.stringify({ hosts: { hosts } }));
  expect(pools).toEqual(expected);
  expect(err).toContain("shares of shows in them (subscriptions) have no counterpart");
  expect(err).toContain("1 host has NIMBY");
  expect((await imported("opencue", JSON.stringify(hosts))).pools).toEqual(expected);
});

it("CGRU gives Afanasy's own pools with the hosts of those below them", async () => {
  const { pools, err } = await imported(
    "cgru",
    JSON.stringify({
      pools: [{ name: "/" }, { name: "/fx", pattern: "pc-.*" }, { name: "/fx/gpu" }, { name: "/fx2" }],
      renders: [
        { name: "pc-01", pool: "/fx" },
        { name: "pc-02", pool: "/fx/gpu" },
        { name: "pc-03", pool: "/fx2" },
        { name: "pc-04", pool: "/" },
      ],
    }),
  );
  expect(pools).toEqual([
    ["fx", "pc-01", "pc-02"],
    ["gpu", "pc-02"],
    ["fx2", "pc-03"],
  ]);
  expect(err).toContain("/fx pc-.*");
});

it.each([
  ["deadline", "[1]"],
  ["deadline", '["pc-01"]'],
  ["deadline", "hello"],
  ["opencue", "{}"],
  ["opencue", "[{]"],
  ["cgru", '{"pools":[{"name":"/"}]}'],
])("%s refuses %s, and makes nothing", async (system, text) => {
  expect(await imported(system, text)).toMatchObject({
    status: 2,
    err: expect.stringContaining("export.txt cannot be"),
    pools: [],
  });
});
