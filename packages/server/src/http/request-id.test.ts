import { describe, expect, it } from "vitest";
import { requestIdOf } from "./request-id.js";

const newId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const idFor = (given: string) => requestIdOf(new Headers({ "x-request-id": given }));

describe("the id of a request", () => {
  it.each(["1", "sh010:4/7+a=.b_c-d", "x".repeat(128)])("is the one that was sent: %s", (given) => {
    expect(idFor(given)).toBe(given);
  });

  it.each(["", "a b", 'x" "level":"error', "x".repeat(129), "ä"])("is a new one instead of %j", (given) => {
    expect(idFor(given)).toMatch(newId);
  });

  it("is a new one each time where none was sent", () => {
    const [one, two] = [requestIdOf(new Headers()), requestIdOf(new Headers())];
    expect(one).toMatch(newId);
    expect(two).not.toBe(one);
  });
});
