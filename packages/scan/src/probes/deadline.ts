/**
 * Runs `task` after this time, in ms, but not before what has arrived until then is read: a process that was kept from running
 * would take answers for silence. Returns what calls it off.
 */
export function deadline(delayMs: number, task: () => void): () => void {
  let afterReading: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    afterReading = setImmediate(task);
  }, delayMs);
  return () => {
    clearTimeout(timer);
    clearImmediate(afterReading);
  };
}
