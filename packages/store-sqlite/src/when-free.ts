import { setTimeout as sleep } from "node:timers/promises";
import { inTurn } from "@afpools/core/internal";
import { isBusy, lockPatienceMs } from "./sqlite-errors.js";

/**
 * Does `work`, again and again while another connection holds a lock that it needs, for up to 5 s. The process goes on
 * with other things between the attempts, which SQLite's own waiting would not let it do, and between one call and the next: SQLite
 * answers at once, so that nothing else would be done as long as somebody asks.
 */
export async function whenFree<T>(work: () => T): Promise<T> {
  const deadline = performance.now() + lockPatienceMs;
  for (;;) {
    try {
      return await inTurn(work);
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
    }
    // Random, so that two that wait do not meet again.
    await sleep(1 + Math.random() * 20);
  }
}
