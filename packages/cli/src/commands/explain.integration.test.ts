import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Farm, MemoryStore, PoolService } from "@afpools/core";
import { staticFarm } from "@afpools/core/testing";
import { createPoolServer } from "@afpools/server";
import { describe, expect, it, onTestFinished } from "vitest";
import { commandLine } from "../testing/command-line.js";

const reasons = [
  ["lt-01", true, true, 'In pool "gpu" by its rule "lt-*".'],
  ["pc-01", true, true, 'In pool "gpu" by name.'],
  ["pc-02", false, true, "Not in the pool expression."],
  ["pc-03", false, true, 'In pool "gpu" by name, but taken out by "- nuke".'],
  ["pc-04", false, false, 'In pool "gpu" by name, but the job\'s own hosts exclude mask takes it out.'],
  ["pc-09", true, null, 'In pool "gpu" by name, but no render of this name has registered with afserver.'],
];

const words = ["explain", "gpu - nuke", "--user-exclude", "pc-04", "--json"];

function rows(json: string) {
  const hosts = JSON.parse(json) as {
    name: string;
    admitted: boolean;
    online: boolean | null;
    text: string;
  }[];
  return hosts.map(({ name, admitted, online, text }) => [name, admitted, online, text]);
}

describe("afpools explain", () => {
  it("says for each host of the farm whether it may render, and the one reason", async () => {
    const afpools = commandLine();
    const farm = join(afpools.folder, "farm.txt");
    writeFileSync(farm, "pc-[01-03]\n-pc-04\nlt-01\n");
    await afpools(["pool", "create", "gpu", "pc-01", "pc-[03-04]", "pc-09", "--rule", "lt-*"]);
    await afpools(["pool", "create", "nuke", "pc-03"]);
    const { status, out } = await afpools([...words, "--farm", farm]);
    expect(status).toBe(0);
    expect(rows(out)).toEqual(reasons);
    const table = await afpools(["explain", "gpu", "--farm", farm]);
    expect(table.out).toMatch(
      /^HOST +RENDERS +ONLINE +WHY\nlt-01 +yes +yes +In pool "gpu" by its rule "lt-\*"\.\n/,
    );
  });

  it("says the same through a server, from the server's farm", async () => {
    const store = new MemoryStore();
    const author = { name: "anna", origin: "test" };
    const pools = new PoolService(store);
    await pools.create({ name: "gpu", hosts: ["pc-01", "pc-03", "pc-04", "pc-09"], rules: ["lt-*"] }, author);
    await pools.create({ name: "nuke", hosts: ["pc-03"] }, author);
    const online = ["pc-01", "pc-02", "pc-03", "lt-01"].map((name) => ({ name, online: true }));
    const farm = staticFarm(new Farm([...online, { name: "pc-04", online: false }]));
    const server = createPoolServer({ store, farm, port: 0 });
    const { port } = await server.listen();
    onTestFinished(() => server.close());
    const afpools = commandLine();
    const { out } = await afpools([...words, "--server", `127.0.0.1:${port}`]);
    expect(rows(out)).toEqual(reasons);
  });

  it("explains an expression that leaves nobody", async () => {
    const afpools = commandLine();
    await afpools(["pool", "create", "gpu", "pc-01"]);
    const { status, out } = await afpools(["explain", "gpu - host:pc-01", "--json"]);
    expect(status).toBe(0);
    expect(rows(out)).toEqual([
      ["pc-01", false, null, 'In pool "gpu" by name, but taken out by "- host:pc-01".'],
    ]);
  });
});
