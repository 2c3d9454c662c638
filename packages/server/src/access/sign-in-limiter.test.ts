import { AfpoolsError } from "@afpools/core";
import { describe, expect, it } from "vitest";
import { SignInLimiter } from "./sign-in-limiter.js";

function start() {
  let now = 0;
  const limiter = new SignInLimiter(() => now);
  /** The seconds to wait; 0 when the attempt may be made. */
  const attempt = (...subjects: string[]): number => {
    try {
      limiter.begin(...subjects);
      return 0;
    } catch (error) {
      if (error instanceof AfpoolsError && error.code === "TOO_MANY_ATTEMPTS")
        return Number(error.details.retryInSeconds);
      throw error;
    }
  };
  const pass = (seconds: number) => {
    now += seconds * 1_000;
  };
  return { limiter, attempt, pass };
}

describe("SignInLimiter", () => {
  it("lets five be made, then makes each wait twice as long, up to a minute", () => {
    const { attempt, pass } = start();
    expect(Array.from({ length: 5 }, () => attempt("a"))).toEqual([0, 0, 0, 0, 0]);
    const waits: number[] = [];
    for (let count = 0; count < 8; count += 1) {
      const wait = attempt("a");
      waits.push(wait);
      pass(wait);
      expect(attempt("a")).toBe(0);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it("does not count an attempt that had to wait", () => {
    const { attempt, pass } = start();
    for (let count = 0; count < 5; count += 1) attempt("a");
    for (let count = 0; count < 100; count += 1) expect(attempt("a")).toBe(1);
    pass(1);
    expect(attempt("a")).toBe(0);
  });

  it("makes wait whoever shares one subject, and nobody else", () => {
    const { attempt } = start();
    for (let count = 0; count < 5; count += 1) attempt("address 1", "user anna");
    expect(attempt("address 2", "user anna")).toBe(1);
    expect(attempt("address 1", "user ben")).toBe(1);
    expect(attempt("address 2", "user ben")).toBe(0);
  });

  it("forgets after a success, and after a quarter of an hour", () => {
    const { limiter, attempt, pass } = start();
    for (let count = 0; count < 5; count += 1) attempt("a", "b");
    limiter.forget("a");
    expect(attempt("a")).toBe(0);
    expect(attempt("b")).toBe(1);
    pass(15 * 60);
    for (let count = 0; count < 5; count += 1) expect(attempt("b")).toBe(0);
  });

  it("takes one attempt back, and those before stay", () => {
    const { limiter, attempt } = start();
    for (let count = 0; count < 4; count += 1) attempt("a");
    for (let good = 0; good < 20; good += 1) {
      expect(attempt("a")).toBe(0);
      limiter.takeBack("a");
    }
    expect(attempt("a")).toBe(0);
    expect(attempt("a")).toBe(1);
    limiter.takeBack("nobody");
  });

  it("remembers those alone who tried last", () => {
    const { attempt } = start();
    for (let count = 0; count < 5; count += 1) attempt("early");
    for (let other = 0; other < 10_000; other += 1) attempt(`other ${other}`);
    expect(attempt("early")).toBe(0);
  });
});
