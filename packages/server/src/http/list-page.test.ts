import { describe, expect, it } from "vitest";
import { pageOf } from "./list-page.js";

const letters = [..."abcdefghij"];
const self = (letter: string) => letter;
const page = (query: { limit?: number; after?: string }, entries = letters, most = 100) => {
  const { entries: given, next } = pageOf(entries, self, query, most);
  return [given.join(""), next];
};

describe("a page of a list", () => {
  it("is all of it by default", () => {
    expect(page({})).toEqual(["abcdefghij", null]);
    expect(pageOf(letters, self, {}, 10).entries).toBe(letters);
    expect(page({}, [])).toEqual(["", null]);
  });

  it("says where it goes on, and that nothing follows", () => {
    const walked = [];
    for (let after: string | undefined; after !== ""; ) {
      const { entries, next } = pageOf(letters, self, { limit: 4, ...(after && { after }) }, 100);
      walked.push(entries.join(""));
      after = next ?? "";
    }
    expect(walked).toEqual(["abcd", "efgh", "ij"]);
    expect(page({ limit: 10 })).toEqual(["abcdefghij", null]);
  });

  it("goes on behind its last entry, wherever that is by now", () => {
    expect(page({ after: "3.d", limit: 2 })).toEqual(["ef", "5.f"]);
    expect(page({ after: "3.d", limit: 2 }, [..."bcdefg"])).toEqual(["ef", "4.f"]);
    expect(page({ after: "3.d", limit: 2 }, [..."xyabcdefg"])).toEqual(["ef", "7.f"]);
    expect(page({ after: "3.d", limit: 2 }, [..."abcefg"])).toEqual(["ef", "4.f"]);
    expect(page({ after: "9.j", limit: 2 })).toEqual(["", null]);
    expect(page({ after: "99.z", limit: 2 })).toEqual(["", null]);
    expect(page({ after: "2.a.b", limit: 1 }, ["a", "b", "a.b", "c"])).toEqual(["c", null]);
  });

  it.each(["", "x", "1", "1.", ".a", "-1.a", "1e3.a"])("does not begin after %j", (after) => {
    expect(() => page({ after })).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
  });

  it("has as many entries as one answer may, and asking for more at once is refused", () => {
    expect(page({ limit: 50 }, letters, 3)).toEqual(["abc", "2.c"]);
    expect(page({ after: "6.g" }, letters, 3)).toEqual(["hij", null]);
    for (const query of [{}, { after: "5.f" }]) {
      expect(() => page(query, letters, 3)).toThrow(
        expect.objectContaining({
          code: "REQUEST_TOO_COSTLY",
          message: expect.stringMatching(/at most 3 .*limits\.listing/),
        }),
      );
    }
  });
});
