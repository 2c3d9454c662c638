import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commandLine } from "../testing/command-line.js";

/** The example of the 2019 tool's documentation: five hosts, a pool of two of them. */
async function example() {
  const afpools = commandLine();
  const farm = join(afpools.folder, "farm.txt");
  writeFileSync(farm, "# the farm\npc-[01-04]\n-pc-05\n");
  await afpools(["pool", "create", "gpu", "pc-01", "pc-03"]);
  return { afpools, farm };
}

describe("afpools mask", () => {
  it("gives a mask that leaves exactly the pool's hosts", async () => {
    const { afpools, farm } = await example();
    const { status, out, err } = await afpools(["mask", "gpu", "--farm", farm, "--json"]);
    expect({ status, err }).toEqual({ status: 0, err: "" });
    const plan = JSON.parse(out) as { fields: Record<string, string>; hosts: string[] };
    expect(plan.hosts).toEqual(["pc-01", "pc-03"]);
    expect(plan.fields.hosts_mask_type).toBe("regex");
    const mask = new RegExp(`^(${plan.fields.hosts_mask})$`);
    const farmHosts = ["pc-01", "pc-02", "pc-03", "pc-04", "pc-05"];
    expect(farmHosts.filter((host) => mask.test(host))).toEqual(["pc-01", "pc-03"]);
  });

  it("gives the exclude mask of 2019 on request", async () => {
    const { afpools, farm } = await example();
    const { out } = await afpools(["mask", "gpu", "--farm", farm, "--form", "exclude", "--json"]);
    const { fields } = JSON.parse(out) as { fields: Record<string, string> };
    const mask = new RegExp(`^(${fields.hosts_mask_exclude})$`);
    expect(["pc-01", "pc-02", "pc-03", "pc-04", "pc-05"].filter((host) => !mask.test(host))).toEqual([
      "pc-01",
      "pc-03",
    ]);
  });

  it("keeps the job's own masks", async () => {
    const { afpools, farm } = await example();
    const words = ["mask", "gpu", "--farm", farm, "--user-exclude", "pc-03", "--json"];
    expect(JSON.parse((await afpools(words)).out)).toMatchObject({ hosts: ["pc-01"] });
  });

  it("points at what is wrong in an expression", async () => {
    const { afpools } = await example();
    const { status, err } = await afpools(["mask", "gpu + (nuke"]);
    expect(status).toBe(2);
    expect(err).toContain('Column 7 of the pool expression: "(" has no ")"');
    expect(await afpools(["mask", "gpo"])).toMatchObject({
      status: 3,
      err: expect.stringContaining('Did you mean "gpu"'),
    });
  });

  it("refuses a farm file that cannot be read, with its line", async () => {
    const { afpools, farm } = await example();
    writeFileSync(farm, "pc-01\npc-[\n");
    const { status, err } = await afpools(["mask", "gpu", "--farm", farm]);
    expect(status).toBe(2);
    expect(err).toContain("line 2");
  });
});
