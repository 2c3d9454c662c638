import fc from "fast-check";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { ManualClock } from "../testing/manual-clock.js";
import type { Lease } from "./lease.js";
import { LeaseKeeper } from "./lease-keeper.js";
import { MemoryLeases } from "./memory-leases.js";

/** How often the lease is renewed, in ms. */
const renewAfterMs = 2_000;

/** A database that can be away. */
class Database extends MemoryLeases {
  isAway = false;

  override async read(name: string): Promise<Lease> {
    if (this.isAway) throw new Error("away");
    return super.read(name);
  }
}

function keep(leases: MemoryLeases, holder: string, clock: ManualClock) {
  const keeper = new LeaseKeeper({ leases, name: "work", holder, clock });
  onTestFinished(() => keeper.close());
  const told: boolean[] = [];
  keeper.subscribe((isHeld) => told.push(isHeld));
  return { keeper, told };
}

/** Lets what waits for no time run to its end. */
async function settle() {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

async function pass(ms: number, ...clocks: readonly ManualClock[]) {
  for (let passed = 0; passed < ms; passed += 250) {
    for (const clock of clocks) clock.advance(250);
    await settle();
  }
}

describe("LeaseKeeper", () => {
  it("has a lease that nobody has, and keeps it", async () => {
    const clock = new ManualClock();
    const { keeper, told } = keep(new Database(), "a", clock);
    await settle();
    expect(keeper.isHeld).toBe(true);
    await pass(60_000, clock);
    expect(keeper.isHeld).toBe(true);
    expect(told).toEqual([true]);
  });

  it("writes it when it is to be renewed, and reads nothing in between", async () => {
    const clock = new ManualClock();
    const store = new Database();
    const read = vi.spyOn(store, "read");
    const claim = vi.spyOn(store, "claim");
    keep(store, "a", clock);
    await settle();
    await pass(10 * renewAfterMs, clock);
    expect(claim).toHaveBeenCalledTimes(11);
    expect(read).toHaveBeenCalledTimes(11);
  });

  it("lets only one have it, and the next at once when that one gives it back", async () => {
    const clock = new ManualClock();
    const store = new Database();
    const first = keep(store, "a", clock);
    await settle();
    const second = keep(store, "b", clock);
    await pass(30_000, clock);
    expect(second.told).toEqual([]);
    await first.keeper.close();
    expect(first.told).toEqual([true, false]);
    await pass(1_000, clock);
    expect(second.keeper.isHeld).toBe(true);
  });

  it("gives it to another one within 9 s after its process died", async () => {
    const [clock, frozen] = [new ManualClock(), new ManualClock()];
    const store = new Database();
    keep(store, "a", frozen);
    await settle();
    const { keeper } = keep(store, "b", clock);
    await pass(6_000, clock);
    expect(keeper.isHeld).toBe(false);
    await pass(3_000, clock);
    expect(keeper.isHeld).toBe(true);
  });

  it("loses it 5 s after the database went away, and has it again when that is back", async () => {
    const clock = new ManualClock();
    const store = new Database();
    const { keeper, told } = keep(store, "a", clock);
    await settle();
    store.isAway = true;
    await pass(4_750, clock);
    expect(keeper.isHeld).toBe(true);
    await pass(250, clock);
    expect(keeper.isHeld).toBe(false);
    store.isAway = false;
    await pass(1_000, clock);
    expect(told).toEqual([true, false, true]);
  });

  it("has it for 5 s from when it asked for it, however long the database took to write that", async () => {
    const clock = new ManualClock();
    const store = new Database();
    let write: () => void = () => undefined;
    const written = new Promise<void>((resolve) => {
      write = resolve;
    });
    const claim = vi.spyOn(store, "claim").mockImplementationOnce(async (lease) => {
      await written;
      return MemoryLeases.prototype.claim.call(store, lease);
    });
    const { keeper, told } = keep(store, "a", clock);
    await settle();
    expect(claim).toHaveBeenCalledTimes(1);
    await pass(3_000, clock);
    write();
    await settle();
    store.isAway = true;
    await pass(1_750, clock);
    expect([keeper.isHeld, told]).toEqual([true, [true]]);
    await pass(250, clock);
    expect([keeper.isHeld, told]).toEqual([false, [true, false]]);
  });

  it("is given up without a database as well", async () => {
    const clock = new ManualClock();
    const store = new Database();
    const { keeper, told } = keep(store, "a", clock);
    await settle();
    vi.spyOn(store, "claim").mockRejectedValue(new Error("away"));
    await keeper.close();
    expect([keeper.isHeld, told]).toEqual([false, [true, false]]);
  });

  it("loses it on waking up after it was taken", async () => {
    const [sleeper, clock] = [new ManualClock(), new ManualClock()];
    const store = new Database();
    const slept = keep(store, "a", sleeper);
    await settle();
    const other = keep(store, "b", clock);
    await pass(10_000, clock);
    expect(other.keeper.isHeld).toBe(true);
    sleeper.advance(10_000);
    expect(slept.keeper.isHeld).toBe(false);
    await pass(20_000, sleeper, clock);
    expect(slept.keeper.isHeld).toBe(false);
    expect(slept.told).toEqual([true, false]);
  });

  it("is lost while the machine is suspended, though its timers did not run meanwhile", async () => {
    const [sleeper, clock] = [new ManualClock(), new ManualClock()];
    const store = new Database();
    const slept = keep(store, "a", sleeper);
    await settle();
    sleeper.suspend(60_000);
    expect(slept.keeper.isHeld).toBe(false);
    const other = keep(store, "b", clock);
    await pass(10_000, clock);
    expect(other.keeper.isHeld).toBe(true);
    await pass(10_000, sleeper, clock);
    expect(slept.keeper.isHeld).toBe(false);
    expect(slept.told).toEqual([true, false]);
  });

  it("is claimed again within a second after somebody set the clock forward", async () => {
    const clock = new ManualClock();
    const { keeper } = keep(new Database(), "a", clock);
    await settle();
    clock.suspend(3_600_000);
    await pass(1_000, clock);
    expect(keeper.isHeld).toBe(true);
  });

  it("is never held by two whose clocks run alike, whatever stops and whenever the database is away", async () => {
    const step = fc.record({
      ms: fc.integer({ min: 1, max: 16 }).map((count) => count * 250),
      stopped: fc.subarray([0, 1, 2]),
      isAway: fc.boolean(),
      isSuspended: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const store = new Database();
        const clocks = [0, 1, 2].map(() => new ManualClock());
        const keepers = clocks.map(
          (clock, index) => new LeaseKeeper({ leases: store, name: "work", holder: `h${index}`, clock }),
        );
        await settle();
        for (const { ms, stopped, isAway, isSuspended } of steps) {
          store.isAway = isAway;
          // A process that is stopped does nothing; its clock has gone on when it runs again.
          const running = clocks.filter((_, index) => !stopped.includes(index));
          for (let passed = 0; passed < ms; passed += 250) {
            for (const clock of running) clock.advance(250);
            await settle();
            expect(
              keepers.filter(({ isHeld }, index) => isHeld && !stopped.includes(index)).length,
            ).toBeLessThan(2);
          }
          // A process that is stopped, or whose machine is suspended.
          for (const index of stopped) clocks[index]?.[isSuspended ? "suspend" : "advance"](ms);
          await settle();
          expect(keepers.filter(({ isHeld }) => isHeld).length).toBeLessThan(2);
        }
        store.isAway = false;
        await Promise.all(keepers.map((keeper) => keeper.close()));
      }),
      { numRuns: 150 },
    );
  });
});
