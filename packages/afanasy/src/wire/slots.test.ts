import { expect, it } from "vitest";
import { Slots } from "./slots.js";

function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

it("runs so many at once, and the next in order as one ends, well or badly", async () => {
  const slots = new Slots(2);
  const begun: string[] = [];
  const ends = { a: deferred(), b: deferred(), c: deferred() };
  const run = (name: "a" | "b" | "c") =>
    slots.run(async () => {
      begun.push(name);
      await ends[name].promise;
      if (name === "b") throw new Error("b fails");
    });
  const [a, b, c] = [run("a"), run("b"), run("c")];
  await Promise.resolve();
  expect(begun).toEqual(["a", "b"]);
  ends.b.resolve();
  await expect(b).rejects.toThrow("b fails");
  expect(begun).toEqual(["a", "b", "c"]);
  ends.a.resolve();
  ends.c.resolve();
  await Promise.all([a, c]);
});

it("forgets who gave up while waiting", async () => {
  const slots = new Slots(1);
  const first = deferred();
  const running = slots.run(() => first.promise);
  const controller = new AbortController();
  const given = slots.run(async () => "never", controller.signal);
  const later = slots.run(async () => "later");
  controller.abort("enough");
  await expect(given).rejects.toBe("enough");
  first.resolve();
  await running;
  expect(await later).toBe("later");
  await expect(slots.run(async () => "never", AbortSignal.abort("before"))).rejects.toBe("before");
});
