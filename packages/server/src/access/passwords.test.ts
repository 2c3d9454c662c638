import { describe, expect, it } from "vitest";
import { Passwords } from "./passwords.js";

/** A tenth of a second a time adds up where only the order counts. */
const quick = { N: 1 << 10, r: 8, p: 1 };

describe("Passwords", () => {
  it("knows the right one, in any Unicode form, and no other", async () => {
    const passwords = new Passwords();
    const kept = await passwords.hash("Café au lait");
    expect(kept).toMatch(/^scrypt\$32768\$8\$1\$/);
    expect(kept).not.toContain("Caf");
    expect(await passwords.isRight("Cafe\u0301 au lait", kept)).toBe(true);
    expect(await passwords.isRight("café au lait", kept)).toBe(false);
  });

  it("keeps the same password in another way each time", async () => {
    const passwords = new Passwords();
    expect(await passwords.hash("the same twice")).not.toBe(await passwords.hash("the same twice"));
  });

  it.each(["", "plain$x", "scrypt$1$1$1"])("takes no password for %j", async (kept) => {
    expect(await new Passwords().isRight("", kept)).toBe(false);
  });

  it("works out two at once, lets some wait, and refuses more", async () => {
    const passwords = new Passwords(quick);
    const results = await Promise.allSettled(Array.from({ length: 40 }, () => passwords.isRight("x", "")));
    const refused = results.filter(({ status }) => status === "rejected");
    expect(refused).toHaveLength(40 - 2 - 32);
    expect(refused[0]).toMatchObject({ reason: { code: "TOO_MANY_ATTEMPTS" } });
    expect(await passwords.isRight("x", "")).toBe(false);
  });

  it("serves those who are known before all who wait, and has room for them", async () => {
    const passwords = new Passwords(quick);
    const kept = await passwords.hash("right");
    const done: string[] = [];
    const others = Array.from({ length: 34 }, () =>
      passwords.isRight("x", "").then(() => done.push("other")),
    );
    const known = passwords.isRight("right", kept, "known").then((isRight) => done.push(`known ${isRight}`));
    await Promise.all([...others, known]);
    // Two were being worked out already.
    expect(done.indexOf("known true")).toBeLessThan(4);
  });
});
