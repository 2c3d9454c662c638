import { Farm, resolveExpression } from "@afpools/core";
import { unlimitedBudget } from "@afpools/core/internal";
import { afterEach, describe, expect, it } from "vitest";
import { checkedHostOf } from "../admission/checked-host.js";
import { serviceChecks } from "../admission/service-checks.js";
import { Afserver } from "../client/afserver.js";
import { newestRelease } from "../releases/release.js";
import { knownReleases } from "../releases/release-table.js";
import { SimulatedAfserver } from "../testing/simulated-afserver.js";
import { factsOfRender, inheritedFacts } from "./facts-of-render.js";
import { readHosts } from "./read-hosts.js";

let server: SimulatedAfserver | undefined;

afterEach(() => server?.stop());

const workstation = {
  name: "ws-07",
  os: "unix linux 64 debian 12",
  resources: {
    cpu_num: 32,
    mem_total_mb: 64_205,
    hdd_total_gb: 100,
    gpu_mem_total_mb: 49_140,
    gpu_string: "NVIDIA RTX A6000",
    logged_in_users: ["zoe", "anna"],
  },
};

describe("the facts of an afserver's hosts", () => {
  it.each(knownReleases)("are read from %s", async (release) => {
    server = await SimulatedAfserver.start({ release });
    server.farm.startRender(workstation);
    server.farm.startRender({ name: "ws-08", os: "windows 11" });
    server.farm.startRender({ name: "ws-09" });
    server.farm.stopRender("ws-09");
    const [first, second, third] = await readHosts(new Afserver(server.address));
    const measured = {
      cores: 32,
      ram: 64_205 * 2 ** 20,
      disk: 100 * 2 ** 30,
      users: ["anna", "zoe"],
    };
    const hasGpu = release >= "3.3";
    const isMember = release >= "3.0";
    expect(first?.facts).toEqual({
      os: "unix linux 64 debian 12",
      properties: [],
      ...(isMember && { services: { disabled: [] } }),
      ...measured,
      ...(hasGpu && { gpu: "NVIDIA RTX A6000", gpuRam: 49_140 * 2 ** 20 }),
    });
    expect(second?.facts).toMatchObject({ cores: 8, ...(hasGpu && { gpu: "", gpuRam: 0 }) });
    expect(second?.facts?.users).toBeUndefined();
    expect(third?.facts?.ram).toBeUndefined();
  });
});

describe("factsOfRender", () => {
  const render = { name: "ws-07", id: 1, state: new Set(["ONL"]), pool: "/fx/night" };
  const pools = [
    { name: "/", id: 0, services: ["blender"], properties_host: "all" },
    { name: "/fx", id: 1, parent: "/", services_disabled: ["maya"], properties_host: "nuke fx" },
    { name: "/fx/night", id: 2, parent: "/fx", services: ["houdini"] },
  ];
  const inherited = inheritedFacts(pools).get("/fx/night");

  it("says of each service what the nearest node says that names it, as afserver decides", () => {
    const own = { ...render, services: ["nuke", "maya", "c4d"], services_disabled: ["blender", "c4d"] };
    expect(factsOfRender(own, { inherited })?.services).toEqual({
      // The render offers maya again, which /fx disables.
      offered: ["nuke", "maya", "houdini"],
      disabled: ["blender", "c4d"],
    });
    expect(factsOfRender(render, { inherited })?.services).toEqual({
      offered: ["houdini", "blender"],
      disabled: ["maya"],
    });
  });

  it("offers nothing where all that was listed is disabled", () => {
    const own = { ...render, services_disabled: ["blender", "houdini"] };
    expect(factsOfRender(own, { inherited })?.services).toEqual({
      offered: [],
      disabled: ["maya", "blender", "houdini"],
    });
  });

  it("has a host in service:nuke where afserver gives it tasks of that service", () => {
    const lists = [{}, { services: ["nuke"] }, { services: ["maya"] }, { services_disabled: ["nuke"] }];
    const both = { services: ["nuke"], services_disabled: ["nuke"] };
    const choices = [...lists, both];
    const [check] = serviceChecks("nuke", { of: "block", label: "the block" }, newestRelease);
    for (const own of choices) {
      for (const near of choices) {
        for (const root of choices) {
          const nativePools = [
            { name: "/", id: 0, ...root },
            { name: "/fx", id: 1, parent: "/", ...near },
          ];
          const member = { ...render, pool: "/fx", ...own };
          const checked = checkedHostOf({ nativePools, release: newestRelease })(member);
          const facts = factsOfRender(member, { inherited: inheritedFacts(nativePools).get("/fx") });
          const farm = new Farm([{ name: "ws-07", online: true, ...(facts && { facts }) }]);
          const { hosts } = resolveExpression("service:nuke", [], farm);
          expect(hosts.length === 1, JSON.stringify([own, near, root])).toBe(
            check?.stop(checked, unlimitedBudget()) === undefined,
          );
        }
      }
    }
  });

  it("takes a render's own properties, or else those of the nearest native pool, and not the marks of pools", () => {
    const properties = (properties_host?: string) =>
      factsOfRender({ ...render, ...(properties_host && { properties_host }) }, { inherited })?.properties;
    expect(properties()).toEqual(["nuke", "fx"]);
    expect(properties("mine; other")).toEqual(["mine", "other"]);
    expect(properties(`mine@${"a".repeat(24)}@`)).toEqual(["mine"]);
  });

  it("knows nothing of what was not read", () => {
    expect(factsOfRender(render, {})).toBeUndefined();
    expect(
      factsOfRender({ ...render, os: "unix linux" }, { resources: { mem_total_mb: 0, cpu_num: 0 } }),
    ).toEqual({
      os: "unix linux",
    });
  });

  it("ends at native pools that are in each other", () => {
    const round = [
      { name: "/a", id: 1, parent: "/b", services: ["x"] },
      { name: "/b", id: 2, parent: "/a" },
    ];
    expect(inheritedFacts(round).get("/b")?.services.offered).toEqual(["x"]);
  });
});
