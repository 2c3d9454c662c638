import { expect, it } from "vitest";
import { Link } from "./chain.js";
import { FairScheduler } from "./fair-scheduler.js";

/** Keeps the process busy for longer than one turn of the loop has room for. */
function work(): void {
  const until = performance.now() + 5;
  while (performance.now() < until);
}

it("gives turns in order, those of one who comes again behind the others", async () => {
  const scheduler = new FairScheduler();
  const order: string[] = [];
  await new Promise<void>((resolve) => {
    const links = ["a", "b"].map((name) => {
      const link: Link<() => void> = new Link(() => {
        order.push(name);
        if (order.length < 6) scheduler.add(link);
        if (order.length === 7) resolve();
      });
      return link;
    });
    for (const link of links) scheduler.add(link);
  });
  expect(order.join("")).toBe("abababa".slice(0, 7));
});

it("lets others in between, however many wait and however long each takes", async () => {
  const scheduler = new FairScheduler();
  let done = 0;
  const all = new Promise<void>((resolve) => {
    for (let count = 0; count < 10; count += 1) {
      scheduler.add(
        new Link(() => {
          work();
          done += 1;
          if (done === 10) resolve();
        }),
      );
    }
  });
  const seen: number[] = [];
  while (done < 10) {
    await new Promise(setImmediate);
    seen.push(done);
  }
  await all;
  expect(new Set(seen).size).toBeGreaterThanOrEqual(10);
});

it("passes over who has left", async () => {
  const scheduler = new FairScheduler();
  const order: string[] = [];
  const [gone, there] = ["gone", "there"].map((name) => new Link(() => void order.push(name)));
  if (!gone || !there) throw new Error("Nobody waits.");
  scheduler.add(gone);
  scheduler.add(there);
  gone.chain?.remove(gone);
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  expect(order).toEqual(["there"]);
});
