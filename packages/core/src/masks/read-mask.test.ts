import { describe, expect, it } from "vitest";
import type { JobMasks } from "./job-masks.js";
import type { MaskDialect } from "./mask-plan.js";
import { readMask } from "./read-mask.js";

const farm = ["pc-1", "pc-10", "PC-2", "lt-pc-01", "node.a"];

function admitted(masks: JobMasks, dialect?: MaskDialect): string {
  const reader = readMask(masks, dialect);
  return farm.filter((name) => reader.admits(name)).join(" ");
}

const exclude = (mask: string, type?: "find" | "regex"): JobMasks => ({
  hosts_mask_exclude: mask,
  ...(type && { hosts_mask_type: type }),
});
const include = (mask: string, type?: "find" | "regex"): JobMasks => ({
  hosts_mask: mask,
  ...(type && { hosts_mask_type: type }),
});

describe("readMask", () => {
  // The rows of the experiments on a real afserver 3.4.1.
  it.each<[JobMasks, string]>([
    [{}, "pc-1 pc-10 PC-2 lt-pc-01 node.a"],
    [exclude("pc-1|pc-10"), "PC-2 lt-pc-01 node.a"],
    [exclude("(pc-1|pc-10)", "regex"), "PC-2 lt-pc-01 node.a"],
    [exclude("pc-1", "find"), "PC-2 lt-pc-01 node.a"],
    [exclude("pc-1", "regex"), "pc-10 PC-2 lt-pc-01 node.a"],
    [exclude("c-1", "find"), farm.join(" ")],
    [exclude("pc-2", "regex"), farm.join(" ")],
    [exclude("[Pp][Cc]-2", "regex"), "pc-1 pc-10 lt-pc-01 node.a"],
    [exclude("(?i)PC-1", "regex"), farm.join(" ")],
    [exclude("^(?!(pc-1|lt-pc-01)$).*", "regex"), "pc-1 lt-pc-01"],
    [exclude("^(?!(pc-1|lt-pc-01)$).*", "find"), farm.join(" ")],
    [include("(?!(?:pc-1|lt-pc-01)$).*", "regex"), "pc-10 PC-2 node.a"],
    [include("pc-1"), "pc-1 pc-10"],
    [include("pc-1", "regex"), "pc-1"],
    [{ hosts_mask: "pc.*", hosts_mask_exclude: "pc-10", hosts_mask_type: "regex" }, "pc-1"],
    [include("pc-1 lt"), "pc-1 pc-10 lt-pc-01"],
    [include("pc-10;node"), "pc-10 node.a"],
    [include("|;,: "), farm.join(" ")],
    [exclude("|;,: "), farm.join(" ")],
    [include(".*", "find"), ""],
    [exclude(".*", "regex"), ""],
    [exclude("pc\\-1|node\\.a", "regex"), "pc-10 PC-2 lt-pc-01"],
    [exclude("pc-1|node[.]a", "regex"), "pc-10 PC-2 lt-pc-01"],
    ...["(pc-1", "[z-a]", "(?<!x)pc-1", "*", "pc-1\\", "pc-1{1,2"].flatMap((broken): [JobMasks, string][] => [
      [exclude(broken, "regex"), farm.join(" ")],
      [include(broken, "regex"), ""],
    ]),
  ])("decides as afserver 3.4 did: %o", (masks, expected) => {
    expect(admitted(masks)).toBe(expected);
  });

  it("takes a mask that is too large as afserver does: as an unreadable one", () => {
    const large = Array.from({ length: 8_000 }, (_, index) => `ws-fx-${String(index).padStart(5, "0")}`).join(
      "|",
    );
    expect(admitted(exclude(large, "regex"))).toBe(farm.join(" "));
    expect(admitted(include(`${large}|pc-1`, "regex"))).toBe("");
    expect(readMask(include(large, "regex")).include.kind).toBe("unreadable");
  });

  it.each<[JobMasks, string]>([
    [include("pc-.*"), "pc-1 pc-10 PC-2"],
    [exclude("PC-1", "find"), "pc-10 PC-2 lt-pc-01 node.a"],
    [include("pc-1|lt-PC-01"), "pc-1 lt-pc-01"],
    [include("(pc-1"), farm.join(" ")],
    [exclude("(pc-1"), farm.join(" ")],
  ])("decides as afserver 3.3 does: %o", (masks, expected) => {
    expect(admitted(masks, "3.3")).toBe(expected);
  });

  it.each([
    ["(pc)-\\1", "3.4"],
    ["pc-\u00e9", "3.4"],
    ["(?!pc).*", "3.3"],
    ["pc-\\d", "3.3"],
    ["pc-1)", "3.3"],
  ] as const)("says so when it is not certain how %s is read by %s", (mask, dialect) => {
    expect(() => readMask(include(mask, "regex"), dialect)).toThrow(
      expect.objectContaining({ code: "MASK_UNREADABLE" }),
    );
  });

  it("says which mask decides, and why", () => {
    const reader = readMask({ hosts_mask: "pc", hosts_mask_exclude: "pc-10" });
    expect(reader.verdict("pc-1")).toEqual({ admitted: true });
    expect(reader.verdict("node.a")).toMatchObject({
      admitted: false,
      by: "include",
      why: expect.stringContaining("prefixes"),
    });
    expect(reader.verdict("pc-10")).toMatchObject({ admitted: false, by: "exclude" });
    expect(readMask(include("(pc-1", "regex")).verdict("pc-1")).toMatchObject({
      by: "include",
      why: `afserver cannot read the hosts mask: at column 1, "(" has no ")".`,
    });
  });
});
