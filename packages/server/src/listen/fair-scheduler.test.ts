import { beforeEach, expect, it, vi } from "vitest";
import { noteArrival } from "./arrivals.js";
import { Link } from "./chain.js";
import { FairScheduler } from "./fair-scheduler.js";

/** What the scheduler's clock shows: a busy machine lets real time pass between two lines. */
let now = 0;

beforeEach(() => {
  const clock = vi.spyOn(performance, "now").mockImplementation(() => now);
  return () => clock.mockRestore();
});

/** Keeps the process busy; by default for longer than one turn of the loop has room for what is heavy. */
function work(ms = 5): void {
  now += ms;
}

it("gives turns in order, those of one who comes again behind the others", async () => {
  const scheduler = new FairScheduler();
  const order: string[] = [];
  await new Promise<void>((resolve) => {
    const links = ["a", "b"].map((name) => {
      const link: Link<() => void> = new Link(() => {
        order.push(name);
        if (order.length < 6) scheduler.add(link, "heavy");
        if (order.length === 7) resolve();
      });
      return link;
    });
    for (const link of links) scheduler.add(link, "heavy");
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
        "heavy",
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
  scheduler.add(gone, "heavy");
  scheduler.add(there, "heavy");
  gone.chain?.remove(gone);
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  expect(order).toEqual(["there"]);
});

it("has no time for what is light when a turn of the loop was busy, until the next one", async () => {
  const scheduler = new FairScheduler();
  expect(scheduler.hasTime()).toBe(true);
  work(20);
  expect(scheduler.hasTime()).toBe(false);
  await new Promise(setImmediate);
  expect(scheduler.hasTime()).toBe(true);
});

it("calls what is light before what is heavy, in order, a few milliseconds in a turn of the loop", async () => {
  const scheduler = new FairScheduler();
  const order: string[] = [];
  const turn = (name: string) => {
    const go = () => {
      order.push(name);
      work(10);
    };
    return new Link(go);
  };
  scheduler.add(turn("heavy"), "heavy");
  for (const name of ["a", "b", "c"]) scheduler.add(turn(name), "light");
  const seen: string[] = [];
  while (order.length < 4) {
    // What comes now waits behind those that wait already.
    expect(scheduler.hasTime()).toBe(false);
    await new Promise(setImmediate);
    seen.push(order.join(" "));
  }
  expect(seen).toEqual(["a b heavy", "a b heavy c"]);
});

it("leaves turns of the loop to connections that arrive, for a while", async () => {
  const scheduler = new FairScheduler();
  let done = 0;
  const count = () => {
    done += 1;
  };
  const links = Array.from({ length: 9 }, () => new Link(count));
  for (const link of links) scheduler.add(link, "light");
  const doneAfter: number[] = [];
  // Each turn takes 3 ms, of which arrivals get 8 in a row.
  for (let turn = 0; turn < 4; turn += 1) {
    noteArrival();
    await new Promise(setImmediate);
    doneAfter.push(done);
    now += 3;
  }
  expect(doneAfter).toEqual([0, 0, 0, 9]);
  now += 1_000;
});
