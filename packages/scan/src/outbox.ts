import type { Machine, ScanEvent } from "./machine.js";

/** A scan's events that nobody has fetched yet: one a machine at most, the latest, however slowly they are fetched. */
export class Outbox {
  readonly #changed = new Map<string, Machine>();
  readonly #told = new Set<string>();
  readonly #problems: string[] = [];
  #progress: { readonly done: number; readonly total: number } | undefined;
  #isClosed = false;
  #wake: (() => void) | undefined;

  put(machine: Machine): void {
    this.#changed.set(machine.address, machine);
    this.#wake?.();
  }

  putProblem(message: string): void {
    this.#problems.push(message);
    this.#wake?.();
  }

  putProgress(done: number, total: number): void {
    this.#progress = { done, total };
    this.#wake?.();
  }

  /** There will be no more. */
  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  /** The next event, waited for; nothing when all are fetched and there will be no more. For one reader. */
  async next(): Promise<ScanEvent | undefined> {
    for (;;) {
      const event = this.#take();
      if (event || this.#isClosed) return event;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #take(): ScanEvent | undefined {
    const problem = this.#problems.shift();
    if (problem !== undefined) return { kind: "problem", message: problem };
    for (const [address, machine] of this.#changed) {
      this.#changed.delete(address);
      const kind = this.#told.has(address) ? "updated" : "found";
      this.#told.add(address);
      return { kind, machine };
    }
    const progress = this.#progress;
    this.#progress = undefined;
    return progress && { kind: "progress", ...progress };
  }
}
