import type { PoolStore } from "@afpools/core";
import { checkHistory } from "./check-history.js";
import type { Operation } from "./operation.js";
import { RecordingClient } from "./recording-client.js";

/** Several clients that read and write a few pools as fast as they can, until it is stopped. */
export class Load {
  readonly operations: Operation[] = [];
  readonly #stop = new AbortController();
  readonly #running: Promise<unknown>;
  readonly #waiting = new Set<() => void>();
  #written = 0;

  /** `ports`: those of the servers by their names; each gets a number of clients of its own. */
  constructor(ports: Readonly<Record<string, number>>, { clients = 3, timeoutMs = 10_000 } = {}) {
    const record = (operation: Operation) => this.#record(operation);
    const running = Object.entries(ports).flatMap(([via, port]) =>
      Array.from({ length: clients }, (_, index) =>
        new RecordingClient({ name: `${via}-${index}`, via, port, record, timeoutMs }).run(this.#stop.signal),
      ),
    );
    this.#running = Promise.all(running);
    this.#running.catch(() => this.#wake());
  }

  /** Resolves once this many more writes have been acknowledged; rejects when a client has failed. */
  async written(count: number): Promise<void> {
    const target = this.#written + count;
    while (this.#written < target) {
      const told = new Promise<void>((resolve) => this.#waiting.add(resolve));
      await Promise.race([told, this.#running]);
    }
  }

  /** Ends the load; rejects when a client was told something that cannot be, such as `INTERNAL`. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** What is wrong with what the clients were told, by the history of the database, which nobody writes any more. */
  async problems(store: Pick<PoolStore, "history" | "listPools">): Promise<string[]> {
    const history = [...(await store.history({ limit: 10_000 }))].reverse();
    return checkHistory({ operations: this.operations, history, pools: await store.listPools() });
  }

  #record(operation: Operation): void {
    this.operations.push(operation);
    if (operation.outcome.kind === "written") this.#written += 1;
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}
