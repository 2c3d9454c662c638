import { describe, expect, it } from "vitest";
import { all, clicked, extended, moved, noSelection, toggled, within } from "./selection.js";

const list = ["a", "b", "c", "d", "e"];
const plain = { shift: false, ctrl: false };
const names = (selection: { names: ReadonlySet<string> }) => [...selection.names].sort().join("");

describe("a click", () => {
  it("selects one alone, with Ctrl one more or less, with Shift all up to it", () => {
    const first = clicked(noSelection, list, "b", plain);
    expect(names(first)).toBe("b");
    const second = clicked(first, list, "e", { ...plain, ctrl: true });
    expect(names(second)).toBe("be");
    expect(names(clicked(second, list, "c", { ...plain, shift: true }))).toBe("cde");
    expect(names(clicked(second, list, "e", { ...plain, ctrl: true }))).toBe("b");
    expect(names(clicked(second, list, "a", plain))).toBe("a");
  });

  it("with Shift and nothing before selects one", () => {
    expect(names(clicked(noSelection, list, "c", { ...plain, shift: true }))).toBe("c");
  });
});

describe("the keyboard", () => {
  it("moves without selecting, and never out of the list", () => {
    const at = moved(noSelection, list, 1, false);
    expect([at.active, names(at)]).toEqual(["a", ""]);
    expect(moved(at, list, 99, false).active).toBe("e");
    expect(moved(at, list, -1, false).active).toBe("a");
    expect(moved(noSelection, [], 1, false)).toBe(noSelection);
  });

  it("with Shift selects from where it began, and shrinks again", () => {
    const begun = toggled(noSelection, "b");
    const down = moved(moved(begun, list, 1, true), list, 1, true);
    expect(names(down)).toBe("bcd");
    expect(names(moved(down, list, -1, true))).toBe("bc");
    expect(names(moved(down, list, -3, true))).toBe("ab");
  });

  it("selects all", () => {
    expect(names(all(list))).toBe("abcde");
  });
});

it("keeps of a selection what there still is", () => {
  const selection = extended(clicked(noSelection, list, "b", plain), list, "d");
  const left = within(selection, ["a", "b", "d"]);
  expect([names(left), left.active, left.anchor]).toEqual(["bd", "d", "b"]);
  expect(within(selection, list)).toBe(selection);
  expect(within(selection, ["b"]).active).toBeUndefined();
});
