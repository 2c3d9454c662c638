import { getEventListeners } from "node:events";
import type { Steps } from "@afpools/core/internal";
import { describe, expect, it, vi } from "vitest";
import { RequestWork } from "./request-work.js";

const limits = { atOnce: 3, atOncePerAddress: 2, waiting: 6, waitingPerAddress: 4 };

/** Costly work that goes on until a test ends it, and what a test knows of it. */
class Costly {
  readonly name: string;
  readonly result: Promise<string>;
  readonly #left = new AbortController();
  begun = 0;
  #isOver = false;

  constructor(work: RequestWork, name: string, address = name.slice(0, 1)) {
    this.name = name;
    const make = () => {
      this.begun += 1;
      return this.#steps();
    };
    this.result = work.steps(make, { address, signal: this.#left.signal });
    this.result.catch(() => undefined);
  }

  finish(): Promise<string> {
    this.#isOver = true;
    return this.result;
  }

  leave(): void {
    this.#left.abort(new Error(`${this.name} has left`));
  }

  *#steps(): Steps<string> {
    while (!this.#isOver) yield;
    return this.name;
  }
}

/** Gives those that have a slot, and so were begun twice, when all that were asked for are tried. */
async function withSlots(work: RequestWork, ...all: readonly Costly[]): Promise<string[]> {
  // Of one address, what is asked for later is tried later.
  await Promise.all(["a", "b", "c"].map((address) => work.steps(cheap, { address })));
  return all.filter(({ begun }) => begun === 2).map(({ name }) => name);
}

// biome-ignore lint/correctness/useYield: it is one step.
function* cheap(): Steps<string> {
  return "cheap";
}

function start(...names: readonly string[]) {
  const work = new RequestWork(limits, 0);
  return { work, all: names.map((name) => new Costly(work, name)) };
}

const code = (code: string) => expect.objectContaining({ code });

describe("costly work", () => {
  it("has so many slots, and each address fewer", async () => {
    const { work, all } = start("a1", "a2", "a3", "b1", "b2");
    expect(await withSlots(work, ...all)).toEqual(["a1", "a2", "b1"]);
    expect([work.running, work.waiting]).toEqual([3, 2]);
    work.close();
  });

  it("gets a slot that is free again, its address in turn", async () => {
    const { work, all } = start("a1", "a2", "a3", "a4", "b1", "c1");
    await withSlots(work);
    const [a1, a2, , , b1] = all;
    await b1?.finish();
    expect(await withSlots(work, ...all.slice(2))).toEqual(["b1", "c1"]);
    await a1?.finish();
    await a2?.finish();
    expect(await withSlots(work, ...all.slice(2))).toEqual(["a3", "a4", "b1", "c1"]);
    for (const each of all) await each.finish();
    await withSlots(work);
    expect([work.running, work.waiting]).toEqual([0, 0]);
  });

  it("is refused beyond what may wait of an address, and then taken again", async () => {
    const { work, all } = start("a1", "a2", "a3", "a4", "a5", "a6", "a7");
    await withSlots(work);
    const last = all.at(-1);
    await expect(last?.result).rejects.toEqual(code("TOO_MANY_REQUESTS"));
    await expect(last?.result).rejects.toMatchObject({
      kind: "limit",
      details: { retryInSeconds: 5 },
      message: expect.stringContaining("a has 4 requests that wait"),
    });
    await all[0]?.finish();
    const next = new Costly(work, "a8");
    expect(await withSlots(work, ...all, next)).toEqual(["a1", "a2", "a3"]);
    expect(work.waiting).toBe(4);
    work.close();
  });

  it("counts all of the first half of an IPv6 address as one", async () => {
    const work = new RequestWork(limits, 0);
    for (let host = 1; host <= 4; host += 1) new Costly(work, `${host}`, `fd00::${host}`);
    await work.steps(cheap, { address: "fd00::1" });
    expect(work.running).toBe(2);
    work.close();
  });

  it("makes room for other addresses where all may wait no more", async () => {
    const { work, all } = start("a1", "a2", "b1", "a3", "a4", "a5", "a6", "b2", "b3");
    await withSlots(work);
    expect(work.waiting).toBe(6);
    const c1 = new Costly(work, "c1");
    await withSlots(work);
    await expect(all[6]?.result).rejects.toEqual(code("TOO_MANY_REQUESTS"));
    const [b4, b5] = [new Costly(work, "b4"), new Costly(work, "b5")];
    await withSlots(work);
    await expect(b4.result).rejects.toEqual(code("TOO_MANY_REQUESTS"));
    await expect(b5.result).rejects.toMatchObject({
      message: expect.stringContaining("6 requests wait to be worked out"),
    });
    for (const each of all.slice(0, 3)) await each.finish();
    expect(await withSlots(work, c1)).toEqual(["c1"]);
    work.close();
  });
});

describe("cheap work", () => {
  it("waits for no slot, whoever has them all", async () => {
    const { work, all } = start("a1", "a2", "a3", "a4", "a5", "a6", "a7", "b1", "b2");
    await withSlots(work);
    expect(await work.steps(cheap, { address: "a" })).toBe("cheap");
    expect(await withSlots(work, ...all)).toEqual(["a1", "a2", "b1"]);
    work.close();
  });

  it("is tried for the addresses in turn", async () => {
    const work = new RequestWork(limits, 0);
    const order: string[] = [];
    const note = (name: string) =>
      work.steps(
        // biome-ignore lint/correctness/useYield: it is one step.
        function* (): Steps<void> {
          order.push(name);
        },
        { address: name.slice(0, 1) },
      );
    // The first is begun at once, and so long that the others wait for the next turn of the loop.
    const long = new Costly(work, "l1");
    await Promise.all([note("a1"), note("a2"), note("a3"), note("b1")]);
    expect(order.indexOf("b1")).toBeLessThan(order.indexOf("a2"));
    await long.finish();
  });

  it("fails as it fails, when it begins and later", async () => {
    const work = new RequestWork(limits, 0);
    const fail = () => {
      throw new Error("broken");
    };
    await expect(work.steps(fail, { address: "a" })).rejects.toThrow("broken");
    await expect(
      work.steps(
        function* (): Steps<never> {
          yield;
          return fail();
        },
        { address: "a" },
      ),
    ).rejects.toThrow("broken");
  });
});

describe("brief work", () => {
  /** Work of about 20 ms, which is more than cheap. */
  function* brief(): Steps<string> {
    const until = performance.now() + 20;
    while (performance.now() < until) yield;
    return "brief";
  }

  it("waits for no costly work, whoever has all slots for it", async () => {
    const work = new RequestWork(limits, 50);
    const all = ["a1", "a2", "b1", "b2", "c1", "c2"].map((name) => new Costly(work, name));
    await vi.waitFor(() => expect(all.filter(({ begun }) => begun === 3)).toHaveLength(3), 20_000);
    expect(await work.steps(brief, { address: "d" })).toBe("brief");
    expect(await work.steps(brief, { address: "a" })).toBe("brief");
    work.close();
  });

  it("goes before that of addresses that ask for costly work", async () => {
    const work = new RequestWork({ ...limits, atOnce: 1 }, 50);
    const costly = new Costly(work, "a1");
    await vi.waitFor(() => expect(costly.begun).toBe(3), 20_000);
    const later = [new Costly(work, "a2"), new Costly(work, "a3")];
    const begunBefore: number[] = [];
    const noted = () => {
      // At most one of them had the slot already.
      begunBefore.push(later.filter(({ begun }) => begun > 1).length);
      return brief();
    };
    await Promise.all(["b", "c", "d"].map((address) => work.steps(noted, { address })));
    expect(Math.max(...begunBefore)).toBeLessThanOrEqual(1);
    work.close();
  });
});

describe("work whose client leaves", () => {
  it("is given up while it waits, and makes room", async () => {
    const { work, all } = start("a1", "a2", "a3", "a4", "a5", "a6");
    await withSlots(work);
    all[3]?.leave();
    await expect(all[3]?.result).rejects.toThrow("a4 has left");
    expect(work.waiting).toBe(3);
    const next = new Costly(work, "a7");
    await withSlots(work);
    expect(work.waiting).toBe(4);
    for (const each of [...all, next]) each.leave();
    await vi.waitFor(() => expect([work.running, work.waiting]).toEqual([0, 0]));
    expect([all[4]?.begun, next.begun]).toEqual([1, 1]);
  });

  it("is given up in its slot, which the next one gets", async () => {
    const { work, all } = start("a1", "a2", "a3");
    await withSlots(work);
    all[0]?.leave();
    await expect(all[0]?.result).rejects.toThrow("a1 has left");
    await vi.waitFor(() => expect(all[2]?.begun).toBe(2), 20_000);
    expect(work.running).toBe(2);
    work.close();
  });

  it("waits for nothing where its client has left already, but is given what was found at once", async () => {
    const work = new RequestWork(limits, 0);
    const asker = { address: "a", signal: AbortSignal.abort(new Error("left")) };
    expect(await work.steps(cheap, asker)).toBe("cheap");
    const endless = function* (): Steps<never> {
      for (;;) yield;
    };
    await expect(work.steps(endless, asker)).rejects.toThrow("left");
    await expect(work.whole(async () => "read", asker)).rejects.toThrow("left");
  });

  it("leaves no listener at a connection that stays", async () => {
    const work = new RequestWork(limits, 0);
    const controller = new AbortController();
    const { signal } = controller;
    const listening = () => getEventListeners(signal, "abort").length;
    await work.whole(async () => undefined, { address: "a", signal });
    const refused = Array.from({ length: 8 }, () =>
      work.whole(() => new Promise<never>(() => undefined), { address: "a", signal }),
    );
    for (const each of refused) each.catch(() => undefined);
    await expect(refused[7]).rejects.toEqual(code("TOO_MANY_REQUESTS"));
    // Two have slots, and four wait.
    expect(listening()).toBe(6);
    controller.abort(new Error("left"));
    await Promise.allSettled(refused);
    expect(listening()).toBe(0);
  });
});

describe("work as a whole", () => {
  it("has its slot until it is done, though its client has left", async () => {
    const work = new RequestWork(limits, 0);
    const left = new AbortController();
    let end: () => void = () => undefined;
    const reading = work.whole(
      () =>
        new Promise<void>((resolve) => {
          end = resolve;
        }),
      { address: "a", signal: left.signal },
    );
    left.abort(new Error("left"));
    await expect(reading).rejects.toThrow("left");
    expect(work.running).toBe(1);
    end();
    await vi.waitFor(() => expect(work.running).toBe(0));
  });

  it("is told when its client leaves", async () => {
    const work = new RequestWork(limits, 0);
    const left = new AbortController();
    const told = new Promise((resolve) => {
      const reading = work.whole(
        async (signal) => {
          signal.addEventListener("abort", () => resolve(signal.reason));
          await new Promise(() => undefined);
        },
        { address: "a", signal: left.signal },
      );
      reading.catch(() => undefined);
    });
    const reason = new Error("left");
    left.abort(reason);
    expect(await told).toBe(reason);
  });
});

it("gives up all at its close, and takes nothing more", async () => {
  const { work, all } = start("a1", "a2", "a3", "b1");
  await withSlots(work);
  const untried = new Costly(work, "c1");
  work.close();
  for (const each of [...all, untried]) {
    await expect(each.result).rejects.toEqual(code("SERVER_CLOSING"));
  }
  await expect(work.steps(cheap, { address: "a" })).rejects.toEqual(code("SERVER_CLOSING"));
  await expect(work.whole(async () => 1, { address: "a" })).rejects.toEqual(code("SERVER_CLOSING"));
});
