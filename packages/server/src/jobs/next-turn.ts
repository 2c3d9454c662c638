/** Lets the server do whatever else is due, in work that takes its time. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
