import type { HostRow } from "@afpools/afanasy/internal";
import { describe, expect, it } from "vitest";
import { factBeginnings, factWords, isFactWord } from "./fact-words.js";

const row: HostRow = {
  name: "ws-07",
  online: true,
  pools: [],
  tasks: 0,
  jobs: [],
  held: null,
  nativePool: "/",
  address: "10.2.3.4",
  engine: "3.4.1",
  facts: {
    os: "unix linux 64 debian 12",
    cores: 32,
    ram: 62.7 * 2 ** 30,
    gpu: "NVIDIA RTX A6000",
    users: [],
  },
};

describe("completion of facts", () => {
  it("offers each with its usual operators", () => {
    const words = factBeginnings().map(({ word }) => word);
    expect(words).toEqual(expect.arrayContaining(["os:", "ram>=", "engine:", "engine>=", "user:"]));
    expect(words).not.toContain("ram:");
  });

  it("offers the values that the farm has, each once", () => {
    const words = factWords([row, { ...row, name: "ws-08" }]).map(({ word }) => word);
    expect(words).toEqual([
      "os:debian",
      "os:linux",
      "os:unix",
      "ip:10.2.3.4",
      "engine:3.4.1",
      "engine>=3.4.1",
      "cores>=32",
      "ram>=67G",
      "gpu:A6000",
      "gpu:NVIDIA",
      "gpu:RTX",
      "user:none",
    ]);
  });

  it("knows a word that asks for a value", () => {
    expect(["os:", "ram>=6", "engine:3"].every(isFactWord)).toBe(true);
    expect(["os", "gpu", "", "ws-*", "ram>"].some(isFactWord)).toBe(false);
  });
});
