import { describe, expect, it } from "vitest";
import { poolHost } from "../pools/pool.js";
import type { Author } from "../pools/pool-change.js";
import { emptyPoolContent } from "../pools/pool-diff.js";
import { MemoryStore } from "../store/memory-store.js";
import { applyDraft, applyEdit } from "./apply-edit.js";
import { PoolService } from "./pool-service.js";
import type { PoolDraft, PoolEdit } from "./pools.js";

const pool = { name: "gpu", description: "fast", hosts: ["PC-1", "pc-2"].map(poolHost), rules: ["LT-*"] };

describe("applyDraft", () => {
  it("checks and trims everything, and takes each host once", () => {
    expect(
      applyDraft({ name: " gpu ", description: " d ", hosts: [" pc-1", "PC-1", "pc-2 "], rules: [" lt-* "] }),
    ).toEqual({
      content: { name: "gpu", description: "d", hosts: ["pc-1", "pc-2"].map(poolHost), rules: ["lt-*"] },
      already: ["PC-1"],
      absent: [],
    });
  });

  it("needs a name only", () => {
    expect(applyDraft({ name: "gpu" }).content).toEqual({ ...emptyPoolContent, name: "gpu" });
  });
});

describe("applyEdit", () => {
  it("leaves what the edit does not name", () => {
    expect(applyEdit(pool, {})).toEqual({ content: pool, already: [], absent: [] });
  });

  it("says what was there already and what was not there, without regard to case", () => {
    const { content, already, absent } = applyEdit(pool, {
      addHosts: ["pc-1", "pc-3"],
      removeHosts: [" PC-2 ", "pc-9"],
      addRules: ["lt-*"],
      removeRules: ["ws-*"],
    });
    expect(content.hosts.map((host) => host.name)).toEqual(["PC-1", "pc-3"]);
    expect(already).toEqual(["pc-1", "lt-*"]);
    expect(absent).toEqual(["pc-9", "ws-*"]);
  });

  it("removes first, so that a host both removed and added is there as added", () => {
    const added = { name: "pc-1", engine: "3.4.1", ip: "10.0.0.1", port: "51000" };
    const { content } = applyEdit(pool, {
      removeHosts: ["pc-1"],
      addHosts: [added],
      removeRules: ["lt-*"],
      addRules: ["lt-*"],
    });
    expect(content.hosts).toEqual([poolHost("pc-2"), added]);
    expect(content.rules).toEqual(["lt-*"]);
  });

  it("takes back the exception for a host that is added by name, and no other", () => {
    const rules = ["never PC-3", "never pc-*", "never pc-3 + pc-4", "LT-*"];
    expect(applyEdit({ ...pool, rules }, { addHosts: ["pc-3"] }).content.rules).toEqual([
      "never pc-*",
      "never pc-3 + pc-4",
      "LT-*",
    ]);
    expect(applyEdit({ ...pool, rules }, { removeHosts: ["pc-1"] }).content.rules).toEqual(rules);
    const both = { addHosts: ["pc-9"], addRules: ["never pc-9"] };
    expect(applyEdit(pool, both).content.rules).toEqual(["LT-*", "never pc-9"]);
  });

  it("removes members that would not be taken as host names now", () => {
    const legacy = { ...pool, hosts: [poolHost("pc 1 (old)")] };
    expect(applyEdit(legacy, { removeHosts: ["PC 1 (old)"] }).content.hosts).toEqual([]);
  });

  it.each([
    [{ name: " " }, "INVALID_POOL_NAME"],
    [{ description: "\u0000" }, "INVALID_ARGUMENT"],
    [{ addHosts: ["pc 1"] }, "INVALID_HOST_NAME"],
    [{ addHosts: [{ ...poolHost("pc-*") }] }, "INVALID_HOST_NAME"],
    [{ addRules: ["lt-["] }, "INVALID_HOST_PATTERN"],
  ])("refuses %j", (edit, code) => {
    expect(() => applyEdit(pool, edit)).toThrow(expect.objectContaining({ code }));
  });
});

it.each([
  [{ addHost: ["pc-1"] }, 'There is no "addHost" in an edit of a pool. Did you mean addHosts?'],
  [{ addHosts: "pc-1" }, "addHosts of an edit of a pool is not a list."],
  [{ removeRules: "lt-*" }, "removeRules of an edit of a pool is not a list."],
])("what is no edit is refused, as a program without types may hand it in: %j", (edit, message) => {
  expect(() => applyEdit(emptyPoolContent, edit as PoolEdit)).toThrow(
    expect.objectContaining({ code: "INVALID_ARGUMENT", message }),
  );
});

it.each([
  [{ nam: "gpu" }, 'There is no "nam" in a new pool. Did you mean name?'],
  [{ name: "gpu", hosts: "pc-1" }, "hosts of a new pool is not a list."],
])("what is no draft is refused: %j", (draft, message) => {
  expect(() => applyDraft(draft as unknown as PoolDraft)).toThrow(
    expect.objectContaining({ code: "INVALID_ARGUMENT", message }),
  );
});

it("a write without an author is refused by a typed error", async () => {
  const pools = new PoolService(new MemoryStore());
  const nobody = undefined as unknown as Author;
  await expect(pools.create({ name: "gpu" }, nobody)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});
