import { describe, expect, it } from "vitest";
import type { FarmHost } from "../farm/farm.js";
import { Budget, unlimitedBudget } from "../work/budget.js";
import type { Fact, FactOperator } from "./fact-kinds.js";
import { type FactName, factNames, facts } from "./facts.js";

const host: FarmHost = {
  name: "ws-07",
  online: true,
  address: "10.2.3.4",
  engine: "3.3.1",
  nativePool: "/",
  facts: {
    os: "unix linux 64 debian 12",
    addresses: ["10.2.3.4", "fd00::17"],
    cores: 32,
    ram: 62.7 * 2 ** 30,
    disk: 500e9,
    gpu: "NVIDIA RTX A6000",
    gpuRam: 49_140 * 2 ** 20,
    users: ["Anna"],
    properties: ["nuke", "fx"],
    services: { offered: ["blender", "nuke"], disabled: ["nuke"] },
  },
};

function passes(fact: FactName, operator: FactOperator, value: string, of: FarmHost = host) {
  const { test }: Fact = facts[fact];
  return test(operator, value)(of, unlimitedBudget());
}

describe("facts", () => {
  it.each<[FactName, FactOperator, string, boolean]>([
    ["os", ":", "linux", true],
    ["os", ":", "LIN*", true],
    ["os", ":", "debian 12", true],
    ["os", ":", "debian 1?", true],
    ["os", ":", "debian 11", false],
    ["os", ":", "inux", false],
    ["os", ":", "none", false],
    ["ip", ":", "10.2.0.0/16", true],
    ["ip", ":", "10.3.0.0/16", false],
    ["ip", ":", "10.2.3.4", true],
    ["ip", ":", "::ffff:10.2.3.4", true],
    ["ip", ":", "fd00::/8", true],
    ["ip", ":", "fe80::/10", false],
    ["ip", ":", "10.2.*", true],
    ["ip", ":", "0.0.0.0/0", true],
    ["engine", "<", "3.4", true],
    ["engine", "<", "3.3.1", false],
    ["engine", ">=", "3.3", true],
    ["engine", "=", "3.3.1.0", true],
    ["engine", ":", "3.3.*", true],
    ["cores", ">=", "32", true],
    ["cores", "=", "32", true],
    ["cores", ">", "32", false],
    // A machine with 64 GB says less than 64 GiB.
    ["ram", ">=", "64G", true],
    ["ram", ">=", "64GiB", false],
    ["ram", "<", "0.1T", true],
    ["ram", ">=", "65000mb", true],
    ["disk", ">=", "500GB", true],
    ["gpu", ":", "*A6000*", true],
    ["gpu", ":", "rtx a6000", true],
    ["gpu", ":", "none", false],
    ["gpu-ram", ">=", "48G", true],
    ["user", ":", "anna", true],
    ["user", ":", "none", false],
    ["user", ":", "*", true],
    ["property", ":", "nu*", true],
    ["property", ":", "f", false],
    ["service", ":", "Blender", true],
    ["service", ":", "nuke", false],
    ["service", ":", "maya", false],
  ])("%s%s%s is %s", (fact, operator, value, expected) => {
    expect(passes(fact, operator, value)).toBe(expected);
  });

  it("tells what a host is known not to have from what is not known of it", () => {
    const bare: FarmHost = { name: "ws-08", online: true };
    for (const name of factNames) {
      const { operators, example }: Fact = facts[name];
      const value = example.slice(name.length).replace(/^[<=>:]+/, "");
      expect(passes(name, operators[0] ?? ":", value, bare), name).toBeUndefined();
    }
    const empty: FarmHost = {
      ...bare,
      facts: { gpu: "", gpuRam: 0, users: [], properties: [], services: { disabled: ["nuke"] } },
    };
    expect(passes("gpu", ":", "*", empty)).toBe(false);
    expect(passes("gpu", ":", "none", empty)).toBe(true);
    expect(passes("gpu-ram", ">=", "1M", empty)).toBe(false);
    expect(passes("user", ":", "none", empty)).toBe(true);
    expect(passes("property", ":", "nuke", empty)).toBe(false);
    expect(passes("service", ":", "maya", empty)).toBe(true);
    expect(passes("service", ":", "nuke", empty)).toBe(false);
  });

  it("goes by the version that the engine begins with, and knows none where it begins with none", () => {
    expect(passes("engine", ">=", "3.4", { ...host, engine: "3.4.2 beta" })).toBe(true);
    expect(passes("engine", ">=", "3.4", { ...host, engine: "trunk" })).toBeUndefined();
  });

  it("spends the steps that texts take", () => {
    const budget = new Budget({ steps: 50 });
    const { test }: Fact = facts.gpu;
    const matches = test(":", "*a*b*c*d*");
    expect(() => {
      for (let round = 0; round < 5; round += 1)
        matches({ ...host, facts: { gpu: "a b c d e f g h" } }, budget);
    }).toThrow(expect.objectContaining({ code: "REQUEST_TOO_COSTLY" }));
  });

  it("shows what a host has as it is written", () => {
    const shown = Object.fromEntries(
      factNames.map((name) => [name, (facts[name] satisfies Fact as Fact).valuesOf(host)]),
    );
    expect(shown).toMatchObject({
      cores: ["32"],
      ram: ["67G"],
      disk: ["500G"],
      gpu: ["NVIDIA", "RTX", "A6000"],
      user: ["Anna"],
      service: ["blender", "nuke"],
    });
  });
});
