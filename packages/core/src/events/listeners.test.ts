import { afterEach, describe, expect, it, vi } from "vitest";
import { Listeners } from "./listeners.js";

afterEach(() => vi.restoreAllMocks());

describe("Listeners", () => {
  it("tells all until they are taken out", () => {
    const listeners = new Listeners<number>();
    const told: string[] = [];
    const listener = (value: number) => told.push(`a${value}`);
    const end = listeners.add(listener);
    listeners.add((value) => told.push(`b${value}`));
    listeners.tell(1);
    end();
    end();
    listeners.tell(2);
    expect(told).toEqual(["a1", "b1", "b2"]);
  });

  it("tells a listener as often as it was added", () => {
    const listeners = new Listeners<number>();
    const listener = vi.fn();
    listeners.add(listener);
    const end = listeners.add(listener);
    listeners.tell(1);
    expect(listener).toHaveBeenCalledTimes(2);
    end();
    listeners.tell(2);
    expect(listener).toHaveBeenCalledTimes(3);
  });

  it("tells the others when one throws, whose error surfaces on its own", () => {
    const tasks: (() => void)[] = [];
    vi.spyOn(globalThis, "queueMicrotask").mockImplementation((task) => void tasks.push(task));
    const listeners = new Listeners<number>();
    const other = vi.fn();
    listeners.add(() => {
      throw new Error("listener broke");
    });
    listeners.add(other);
    listeners.tell(1);
    expect(other).toHaveBeenCalledWith(1);
    expect(tasks).toHaveLength(1);
    expect(() => tasks[0]?.()).toThrow("listener broke");
  });

  it("tells nobody once cleared", () => {
    const listeners = new Listeners<number>();
    const listener = vi.fn();
    listeners.add(listener);
    listeners.clear();
    listeners.tell(1);
    expect(listener).not.toHaveBeenCalled();
  });
});
