import { describe, expect, it } from "vitest";
import { aPool } from "../testing/fixtures.js";
import { endOfHold, heldBy, isHoldOver, releaseEdit } from "./hold.js";
import { poolAt } from "./pools-at.js";

const at = Date.parse("2026-11-30T08:00Z");
const until = "until 2026-11-30T08:00:00Z";

describe("a hold", () => {
  const hold = (rules: readonly string[], hosts: readonly string[] = []) => aPool("hold:fan", hosts, rules);

  it("is over when the time of all that it held is", () => {
    const mixed = hold([`pc-1 ${until}`, "pc-2 until 2026-12-01T08:00:00Z"]);
    expect(isHoldOver(hold([`pc-1 ${until}`, "never pc-2"]), at)).toBe(true);
    expect(isHoldOver(hold([`pc-1 ${until}`]), at - 1)).toBe(false);
    expect(isHoldOver(mixed, at)).toBe(false);
    expect(isHoldOver(hold([`pc-1 ${until}`], ["pc-3"]), at)).toBe(false);
    expect(isHoldOver(hold(["pc-1"]), at)).toBe(false);
  });

  it("is over by the clock that let its rules rest, whatever one's own says", () => {
    const told = poolAt(hold([`pc-1 ${until}`]), at);
    expect(isHoldOver(told, at - 60_000)).toBe(true);
    const nightly = poolAt(hold([`pc-1 during mon-fri 19:00-20:00 in UTC until 2027-01-01T00:00:00Z`]), at);
    expect(nightly.resting).toHaveLength(1);
    expect(isHoldOver(nightly, at)).toBe(false);
  });

  it("that is new or was emptied is not over, and no other pool is", () => {
    expect(isHoldOver(hold([]), at)).toBe(false);
    expect(isHoldOver(hold(["never pc-1"]), at)).toBe(false);
    expect(isHoldOver(aPool("fan", [], [`pc-1 ${until}`]), at)).toBe(false);
  });

  it("ends with the last of its rules, never while it names hosts, and holds nobody by its exceptions", () => {
    const later = "2026-12-01T08:00:00Z";
    expect(endOfHold(hold([`pc-1 ${until}`, `pc-2 until ${later}`, "never pc-3"]))).toBe(Date.parse(later));
    expect(endOfHold(hold([`pc-1 ${until}`], ["pc-3"]))).toBeUndefined();
    expect(endOfHold(hold([`pc-1 ${until}`, "pc-2"]))).toBeUndefined();
    expect(endOfHold(hold(["never pc-1"]))).toBe(0);
    expect(heldBy(hold([`rack:B2 ${until}`, "never pc-2"], ["pc-3"]))).toEqual(["pc-3", '"rack:B2"']);
  });

  it("releases hosts one by one, and ends with the last", () => {
    expect(releaseEdit(hold([`pc-1 ${until}`, `PC-2 ${until}`]), ["PC-1"])).toEqual({
      removeHosts: [],
      removeRules: [`pc-1 ${until}`],
      addRules: [],
    });
    expect(releaseEdit(hold([`pc-1 ${until}`], ["pc-3"]), ["pc-1", "pc-3"])).toBeUndefined();
    expect(releaseEdit(hold(["pc-*", "pc-1"]), ["pc-1"])).toEqual({
      removeHosts: [],
      removeRules: ["pc-1"],
      addRules: ["never pc-1"],
    });
    expect(releaseEdit(hold(["rack:B2"]), ["pc-1"])?.addRules).toEqual(["never pc-1"]);
    expect(releaseEdit(hold(["pc-[1-2]"]), ["pc-1"])?.addRules).toEqual(["never pc-1"]);
  });
});
