import { AfpoolsError } from "@afpools/core";
import { ManualClock } from "@afpools/core/testing";
import { describe, expect, it } from "vitest";
import { SignInLimiter } from "./sign-in-limiter.js";

const minute = 60;
const hour = 60 * minute;

function start() {
  const clock = new ManualClock();
  const limiter = new SignInLimiter(clock);
  const begin = (user: string, address: string, isKnown = false) => limiter.begin({ user, address, isKnown });
  /** A wrong password. Gives the seconds to wait; 0 where the attempt could be made. */
  const fail = (user: string, address: string): number => {
    try {
      begin(user, address);
      return 0;
    } catch (error) {
      if (error instanceof AfpoolsError && error.code === "TOO_MANY_ATTEMPTS")
        return Number(error.details.retryInSeconds);
      throw error;
    }
  };
  const failTimes = (count: number, user: string, address: string) => {
    for (let made = 0; made < count; made += 1) {
      const wait = fail(user, address);
      pass(wait);
      if (wait > 0) expect(fail(user, address)).toBe(0);
    }
  };
  const pass = (seconds: number) => clock.advance(seconds * 1_000);
  return { begin, fail, failTimes, pass };
}

describe("one user from one address", () => {
  it("has five attempts, then each waits twice as long as the one before, up to a quarter of an hour", () => {
    const { fail, pass } = start();
    expect(Array.from({ length: 5 }, () => fail("anna", "a"))).toEqual([0, 0, 0, 0, 0]);
    const waits: number[] = [];
    for (let count = 0; count < 12; count += 1) {
      const wait = fail("anna", "a");
      waits.push(wait);
      pass(wait);
      expect(fail("anna", "a")).toBe(0);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
  });

  it("does not wait longer for an attempt that came too early", () => {
    const { fail, failTimes, pass } = start();
    failTimes(5, "anna", "a");
    for (let count = 0; count < 100; count += 1) expect(fail("anna", "a")).toBe(1);
    pass(1);
    expect(fail("anna", "a")).toBe(0);
  });

  it("counts elsewhere only until it has to wait itself", () => {
    const { fail, failTimes } = start();
    // Five each count: 45, of which 50 would make the user wait everywhere.
    for (let address = 0; address < 9; address += 1) failTimes(7, "anna", `a${address}`);
    expect(fail("anna", "elsewhere")).toBe(0);
  });

  it("counts nowhere else where the user signed in from before", () => {
    const { begin, fail } = start();
    for (let address = 0; address < 12; address += 1) {
      for (let attempt = 0; attempt < 5; attempt += 1) begin("anna", `a${address}`, true);
    }
    expect(fail("anna", "elsewhere")).toBe(0);
  });

  it("is forgotten when one of several attempts at once succeeds, whatever becomes of the others", () => {
    const { begin, fail } = start();
    const [right, unknown] = [begin("anna", "a"), begin("anna", "a")];
    right.succeed();
    unknown.release();
    expect(Array.from({ length: 6 }, () => fail("anna", "a"))).toEqual([0, 0, 0, 0, 0, 1]);
  });

  it("makes neither the user wait elsewhere, nor others there, however long it goes on", () => {
    const { fail, failTimes } = start();
    failTimes(100, "anna", "a");
    expect(fail("anna", "b")).toBe(0);
    expect(fail("ben", "a")).toBe(0);
    expect(fail("anna", "a")).toBe(900);
  });

  it("is forgotten after a success, and after a day", () => {
    const { begin, fail, failTimes, pass } = start();
    failTimes(4, "anna", "a");
    begin("anna", "a").succeed();
    failTimes(4, "anna", "a");
    expect(fail("anna", "a")).toBe(0);
    pass(24 * hour - 1);
    expect(fail("anna", "a")).toBe(0);
    expect(fail("anna", "a")).toBe(2);
    pass(24 * hour);
    expect(Array.from({ length: 5 }, () => fail("anna", "a"))).toEqual([0, 0, 0, 0, 0]);
  });

  it("is not counted where nobody found out whether the password is right", () => {
    const { begin, fail, failTimes } = start();
    failTimes(4, "anna", "a");
    for (let count = 0; count < 20; count += 1) begin("anna", "a").release();
    expect(fail("anna", "a")).toBe(0);
    expect(fail("anna", "a")).toBe(1);
  });

  it("is remembered until ten thousand others have tried", () => {
    const { fail, failTimes } = start();
    failTimes(5, "early", "early");
    for (let other = 1; other < 10_000; other += 1) fail(`user ${other}`, `address ${other}`);
    expect(fail("early", "early")).toBe(1);
    fail("one more", "address");
    expect(fail("early", "early")).toBe(0);
  });
});

describe("a user who signed in from there before", () => {
  it("never waits, and is told to wait with the next wrong password", () => {
    const { begin, failTimes, fail } = start();
    failTimes(5, "anna", "a");
    const attempt = begin("anna", "a", true);
    expect(attempt.refusal).toMatchObject({ code: "TOO_MANY_ATTEMPTS", details: { retryInSeconds: 2 } });
    expect(begin("anna", "a", true).refusal).toMatchObject({ details: { retryInSeconds: 4 } });
    attempt.succeed();
    expect(begin("anna", "a", true).refusal).toBeUndefined();
    expect(fail("anna", "a")).toBe(0);
  });

  it("does not wait for what others do there, or for what is done with the name elsewhere", () => {
    const { begin, fail, failTimes } = start();
    for (let user = 0; user < 11; user += 1) failTimes(5, `user ${user}`, "a");
    for (let address = 0; address < 11; address += 1) failTimes(5, "anna", `address ${address}`);
    expect(fail("ben", "a")).toBeGreaterThan(0);
    expect(fail("anna", "b")).toBeGreaterThan(0);
    expect(begin("anna", "a", true).refusal).toBeUndefined();
  });

  it("makes nobody else wait by wrong passwords", () => {
    const { begin, fail } = start();
    for (let count = 0; count < 100; count += 1) begin("anna", "a", true);
    expect(fail("ben", "a")).toBe(0);
    expect(fail("anna", "b")).toBe(0);
  });
});

describe("many users from one address", () => {
  it("make those wait who are new there, up to a minute, and for a quarter of an hour", () => {
    const { fail, failTimes, pass } = start();
    for (let user = 0; user < 10; user += 1) failTimes(5, `user ${user}`, "a");
    expect(fail("anna", "a")).toBe(1);
    expect(fail("anna", "b")).toBe(0);
    const waits: number[] = [];
    for (let user = 10; user < 20; user += 1) {
      const wait = fail(`user ${user}`, "a");
      waits.push(wait);
      pass(wait);
      fail(`user ${user}`, "a");
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
    pass(15 * minute);
    expect(fail("anna", "a")).toBe(0);
  });

  it("are not counted where they succeed, or where nothing was found out", () => {
    const { begin, fail, failTimes } = start();
    for (let user = 0; user < 9; user += 1) failTimes(5, `user ${user}`, "a");
    for (let count = 0; count < 100; count += 1) {
      begin(`user ${100 + count}`, "a").succeed();
      begin(`user ${300 + count}`, "a").release();
    }
    expect(fail("anna", "a")).toBe(0);
  });
});

describe("one user from many addresses", () => {
  it("waits where the user is new, up to a minute", () => {
    const { fail, failTimes, begin } = start();
    for (let address = 0; address < 10; address += 1) failTimes(5, "anna", `address ${address}`);
    expect(fail("anna", "b")).toBe(1);
    expect(fail("ben", "b")).toBe(0);
    expect(begin("anna", "c", true).refusal).toBeUndefined();
  });

  it("is not made to wait by one address that goes on", () => {
    const { fail, failTimes } = start();
    for (let address = 0; address < 9; address += 1) failTimes(5, "anna", `address ${address}`);
    failTimes(60, "anna", "address 0");
    expect(fail("anna", "b")).toBe(0);
  });
});
