import { describe, expect, it } from "vitest";
import { clipText, columnAt } from "./show.js";

describe("clipText", () => {
  it("leaves a short text as it is", () => {
    expect(clipText("", 3)).toBe("");
    expect(clipText("🎬🎬🎬", 3)).toBe("🎬🎬🎬");
  });

  it("counts characters and never cuts one in two", () => {
    expect(clipText("🎬🎬🎬🎬", 3)).toBe("🎬🎬🎬…");
    expect(clipText("abcd", 3)).toBe("abc…");
  });
});

describe("columnAt", () => {
  it("counts characters from 1", () => {
    expect(columnAt("abc", 0)).toBe(1);
    expect(columnAt("🎬bc", 3)).toBe(3);
  });
});
