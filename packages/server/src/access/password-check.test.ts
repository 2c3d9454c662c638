import { AfpoolsError, MemoryStore } from "@afpools/core";
import { ManualClock } from "@afpools/core/testing";
import { describe, expect, it } from "vitest";
import { Accounts } from "./accounts.js";
import { PasswordCheck } from "./password-check.js";
import { Passwords } from "./passwords.js";
import { SignInLimiter } from "./sign-in-limiter.js";

const right = "correct horse";

async function start() {
  let now = new Date("2026-01-01T12:00:00.000Z");
  const store = new MemoryStore();
  const accounts = new Accounts(store.accounts, () => now, new Passwords({ N: 2, r: 1, p: 1 }));
  const anna = await accounts.users.create({ name: "Anna", role: "admin", password: right });
  const newCheck = () =>
    new PasswordCheck({
      accounts,
      store: store.accounts,
      limiter: new SignInLimiter(new ManualClock()),
    });
  const check = newCheck();
  return {
    store,
    accounts,
    anna,
    check,
    newCheck,
    pass: (days: number) => {
      now = new Date(now.getTime() + days * 24 * 60 * 60_000);
    },
    /** What becomes of an attempt: in, wrong, or how long to wait. */
    attempt: async (password: string, from: string, by = check) =>
      by.userOf("anna", password, from).then(
        (user) => (user ? "in" : "wrong"),
        (error: AfpoolsError) => `${error.code}`,
      ),
  };
}

describe("a right password", () => {
  it("is refused neither elsewhere, nor where the user signed in before, however many wrong ones came", {
    timeout: 60_000,
  }, async () => {
    const { anna, check, attempt } = await start();
    await check.note(anna, "10.0.0.7");
    for (let count = 0; count < 5; count += 1) expect(await attempt("wrong", "10.0.0.8")).toBe("wrong");
    for (let count = 0; count < 20; count += 1) {
      expect(await attempt("wrong", "10.0.0.8")).toBe("TOO_MANY_ATTEMPTS");
    }
    expect(await attempt(right, "10.0.0.8")).toBe("TOO_MANY_ATTEMPTS");
    expect(await attempt(right, "10.0.0.9")).toBe("in");

    for (let count = 0; count < 6; count += 1) await attempt("wrong", "10.0.0.7");
    expect(await attempt("wrong", "10.0.0.7")).toBe("TOO_MANY_ATTEMPTS");
    expect(await attempt(right, "10.0.0.7")).toBe("in");
    expect(await attempt("wrong", "10.0.0.7")).toBe("wrong");
  });

  it("gets in on another server, too, where the user signed in from there on the first one", async () => {
    const { anna, check, newCheck, attempt } = await start();
    await check.note(anna, "10.0.0.7");
    const other = newCheck();
    for (let count = 0; count < 7; count += 1) await attempt("wrong", "10.0.0.7", other);
    expect(await attempt(right, "10.0.0.7", other)).toBe("in");
  });

  it("gets in during a flood of attempts from elsewhere", { timeout: 60_000 }, async () => {
    const { anna, check, attempt } = await start();
    await check.note(anna, "10.0.0.7");
    const flood = Array.from({ length: 60 }, (_, index) => attempt("wrong", `10.9.0.${index}`));
    expect(await attempt(right, "10.0.0.7")).toBe("in");
    const outcomes = await Promise.all(flood);
    expect(outcomes).toContain("TOO_MANY_ATTEMPTS");
  });
});

describe("an address", () => {
  it("counts for the user who signed in there, not for another one who is given the name later", async () => {
    const { accounts, anna, check, attempt } = await start();
    await check.note(anna, "10.0.0.7");
    await accounts.users.create({ name: "ben", role: "admin" });
    await accounts.users.delete("anna");
    await accounts.users.create({ name: "anna", role: "viewer", password: right });
    for (let count = 0; count < 5; count += 1) expect(await attempt("wrong", "10.0.0.7")).toBe("wrong");
    expect(await attempt(right, "10.0.0.7")).toBe("TOO_MANY_ATTEMPTS");
  });

  it("is one place by the first half of an IPv6 address", async () => {
    const { anna, check, store } = await start();
    await check.note(anna, "2001:db8:1:2::7");
    expect(await store.accounts.findPlace("anna", "address 2001:db8:1:2")).toMatchObject({ userId: anna.id });
  });

  it("is noted once a day, and forgotten when it was not signed in from for half a year", async () => {
    const { anna, check, store, pass } = await start();
    const at = async () => (await store.accounts.findPlace("anna", "address 10.0.0.7"))?.at;
    await check.note(anna, "10.0.0.7");
    const first = await at();
    pass(0.9);
    await check.note(anna, "10.0.0.7");
    expect(await at()).toBe(first);
    pass(0.1);
    await check.note(anna, "10.0.0.7");
    expect(await at()).not.toBe(first);
    pass(180);
    await check.sweep();
    expect(await at()).toBeDefined();
    pass(0.1);
    await check.sweep();
    expect(await at()).toBeUndefined();
  });

  it("that cannot be noted keeps nobody from signing in", async () => {
    const { anna, check, store } = await start();
    await store.close();
    await check.note(anna, "10.0.0.7");
  });
});

describe("an attempt", () => {
  it("is not counted where the database does not say who it is", async () => {
    const { accounts, store, attempt } = await start();
    const { findUsers } = store.accounts;
    const gone = new AfpoolsError("STORE_UNAVAILABLE", "gone");
    store.accounts.findUsers = () => Promise.reject(gone);
    for (let count = 0; count < 10; count += 1) {
      expect(await attempt("wrong", "10.0.0.7")).toBe("STORE_UNAVAILABLE");
    }
    store.accounts.findUsers = findUsers;
    const isPasswordOf = accounts.isPasswordOf.bind(accounts);
    accounts.isPasswordOf = () => Promise.reject(gone);
    for (let count = 0; count < 10; count += 1) {
      expect(await attempt("wrong", "10.0.0.7")).toBe("STORE_UNAVAILABLE");
    }
    accounts.isPasswordOf = isPasswordOf;
    expect(await attempt(right, "10.0.0.7")).toBe("in");
  });

  it("of a disabled user, or one without a password, fails", async () => {
    const { accounts, check } = await start();
    await accounts.users.create({ name: "ben", role: "admin", password: right });
    await accounts.users.update("ben", { disabled: true });
    await accounts.users.create({ name: "carl", role: "viewer" });
    for (const name of ["ben", "carl", "nobody"]) {
      for (const password of [right, ""]) {
        expect(await check.userOf(name, password, "10.0.0.7")).toBeUndefined();
      }
    }
  });
});
