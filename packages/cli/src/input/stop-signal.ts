/**
 * Resolves when the process is asked to stop; a second time it stops at once.
 *
 * @param others signals that ask for it, too
 */
export function stopSignal(...others: readonly NodeJS.Signals[]): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", ...others] as const) process.once(signal, () => resolve());
  });
}
