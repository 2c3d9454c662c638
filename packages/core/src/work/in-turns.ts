import type { Steps } from "./steps.js";

/** How long steps are run in one turn of the event loop, whoever runs them, in ms. */
const shareMs = 8;

/** How much of the share was used in this turn of the event loop, in ms. */
let usedMs = 0;

/** Is the next turn of the event loop left to others? */
let isSkipped = false;

let lastTurn: Promise<void> = Promise.resolve();

/**
 * Runs steps for a few milliseconds in each turn of the event loop, between which the process does whatever else is due. All
 * who do so at once share these milliseconds. What takes less is done at once.
 *
 * Rejects with what a step throws, and with the signal's reason once it is aborted.
 */
export async function inTurns<T>(steps: Steps<T>, signal?: AbortSignal): Promise<T> {
  for (;;) {
    while (usedMs >= shareMs) await nextTurn();
    signal?.throwIfAborted();
    if (usedMs === 0) afterOthers(startTurn);
    const startedAt = performance.now();
    const until = startedAt + shareMs - usedMs;
    try {
      do {
        const step = steps.next();
        if (step.done) return step.value;
      } while (performance.now() < until);
    } finally {
      usedMs += performance.now() - startedAt;
    }
  }
}

/** Does `work` in one piece, in a turn of the event loop in which there is time left for it: at once where there is. */
export function inTurn<T>(work: () => T): Promise<T> {
  return inTurns(oneStep(work));
}

// biome-ignore lint/correctness/useYield: it is one step.
function* oneStep<T>(work: () => T): Steps<T> {
  return work();
}

/** Leaves a turn of the event loop to others: steps that wait for their turn go on in the one behind it. */
export function skipTurn(): void {
  isSkipped = true;
}

function startTurn(): void {
  usedMs = 0;
}

/** Resolves in the turn of the event loop behind that of whoever asked before: for work of which each part waits for something. */
export function nextTurn(): Promise<void> {
  lastTurn = lastTurn.then(() => new Promise((resolve) => afterOthers(() => takeTurn(resolve))));
  return lastTurn;
}

function takeTurn(begin: () => void): void {
  if (!isSkipped) begin();
  else {
    isSkipped = false;
    afterOthers(() => takeTurn(begin));
  }
}

/** Browsers have no `setImmediate`. */
const afterOthers: (task: () => void) => unknown =
  typeof setImmediate === "function" ? setImmediate : (task) => setTimeout(task, 0);
