/** Time and timers, so that tests can turn them. */
export interface Clock {
  /** Milliseconds since some moment. Never goes back; need not go on while the machine is suspended. */
  now(): number;
  /** Milliseconds since 1970. Goes on while the machine is suspended; people can set it, forward and back. */
  date(): number;
  /** Runs `task` once after `delayMs`. Returns what calls it off. */
  schedule(delayMs: number, task: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  schedule: (delayMs, task) => {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Resolves after the time, or at once when the signal is raised. */
export function pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const wake = () => {
      cancel();
      signal.removeEventListener("abort", wake);
      resolve();
    };
    const cancel = clock.schedule(delayMs, wake);
    signal.addEventListener("abort", wake, { once: true });
  });
}
