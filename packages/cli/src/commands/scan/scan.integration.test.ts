import { hostname } from "node:os";
import { Farm, hostKey, MemoryStore } from "@afpools/core";
import { staticFarm } from "@afpools/core/testing";
import { createPoolServer } from "@afpools/server";
import { describe, expect, it, onTestFinished } from "vitest";
import { commandLine } from "../../testing/command-line.js";

// On loopback a machine asks nobody: all of it is itself. Other machines are scanned in the server's namespaces test.
const self = hostKey(hostname().replace(/\..*$/, ""));

const hostsOf = (json: string) => (JSON.parse(json) as { hosts: { name: string }[] }).hosts;

describe("afpools scan", () => {
  it("shows the machines as a table, or as JSON", async () => {
    const afpools = commandLine();
    const { status, out, err } = await afpools(["scan", "127.0.0.1"]);
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(out).toBe(
      `ADDRESS    ${"NAME".padEnd(self.length)}  SEEN BY  FARM\n127.0.0.1  ${self.padEnd(4)}  self\n`,
    );
    const json = await afpools(["scan", "127.0.0.1", "127.0.0.4-5", "--json"]);
    expect(JSON.parse(json.out)).toMatchObject([
      { address: "127.0.0.1", name: self, evidence: ["self"] },
      { address: "127.0.0.4", name: self },
      { address: "127.0.0.5", name: self },
    ]);
  });

  it("adds the names to a pool, each once", async () => {
    const afpools = commandLine();
    await afpools(["pool", "create", "gpu", "pc-1"]);
    const added = await afpools(["scan", "127.0.0.0/30", "--add", "GPU", "--yes"]);
    expect(added.status).toBe(0);
    expect(added.out).toMatch(/SEEN BY[\s\S]+\ngpu: \+ \S+ \(change [0-9a-f]{24}\)\n$/);
    expect(hostsOf((await afpools(["pool", "show", "gpu", "--json"])).out)).toMatchObject([
      { name: "pc-1" },
      { name: self },
    ]);
    const again = await afpools(["scan", "127.0.0.1", "--add", "gpu", "--yes", "--json"]);
    expect(again).toMatchObject({ status: 0, err: "gpu: nothing to add\n" });
    expect(JSON.parse(again.out)).toHaveLength(1);
  });

  it("knows through a server which machines are renders", async () => {
    const farm = staticFarm(new Farm([{ name: self.toUpperCase(), online: true }]));
    const server = createPoolServer({ store: new MemoryStore(), farm, port: 0 });
    const { port } = await server.listen();
    onTestFinished(() => server.close());
    const { out } = await commandLine()(["scan", "127.0.0.1", "--server", `127.0.0.1:${port}`, "--json"]);
    expect(JSON.parse(out)).toMatchObject([
      { name: self.toUpperCase(), farmHost: { name: self.toUpperCase(), online: true } },
    ]);
  });

  it("tells with --json on standard error what it added", async () => {
    const afpools = commandLine();
    await afpools(["pool", "create", "gpu"]);
    const { out, err } = await afpools(["scan", "127.0.0.1", "--add", "gpu", "--yes", "--json"]);
    expect(JSON.parse(out)).toHaveLength(1);
    expect(err).toContain(`gpu: + ${self} (change `);
  });

  it("says before it scans what would keep it from adding", async () => {
    const afpools = commandLine();
    await afpools(["pool", "create", "gpu"]);
    expect(await afpools(["scan", "127.0.0.1", "--add", "nope", "--yes"])).toMatchObject({
      status: 3,
      out: "",
    });
    const unasked = await afpools(["scan", "127.0.0.1", "--add", "gpu"]);
    expect(unasked).toMatchObject({ status: 2, out: "" });
    expect(unasked.err).toContain("Use --yes");
    const twice = await afpools(["scan", "127.0.0.1", "--add", "gpu", "--add", "nuke", "--yes"]);
    expect(twice).toMatchObject({ status: 2, out: "" });
    expect(twice.err).toContain("error: --add is given twice.");
    expect(hostsOf((await afpools(["pool", "show", "gpu", "--json"])).out)).toEqual([]);
  });

  it.each([
    ["8.8.8.0/24", "public"],
    ["10.0.0.0/8", "too-large"],
    ["::1", "ipv6"],
    ["pc-01", "malformed"],
  ])("refuses %s: %s", async (target, reason) => {
    const { status, out, err } = await commandLine()(["scan", "127.0.0.1", target, "--json"]);
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(JSON.parse(err)).toMatchObject({
      error: { code: "INVALID_ARGUMENT", details: { target, reason } },
    });
  });
});
