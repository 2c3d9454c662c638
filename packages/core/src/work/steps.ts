/**
 * Work in steps of well under a millisecond each: between two of them whoever runs it can do something else. Ends with the
 * result, or throws.
 */
export type Steps<T> = Generator<void, T, void>;

/** Runs all steps at once, for callers that have nothing else to do. */
export function finish<T>(steps: Steps<T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}
