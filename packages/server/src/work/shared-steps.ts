import type { Steps } from "@afpools/core/internal";

/**
 * Work in steps whose result several wait for. Whoever goes through {@link steps} takes it further from where it is, so it is done
 * once, and goes on when one of them leaves.
 */
export class SharedSteps<T> {
  readonly #work: Steps<T>;
  #outcome: { readonly value: T } | { readonly error: unknown } | undefined;

  constructor(work: Steps<T>) {
    this.#work = work;
  }

  *steps(): Steps<T> {
    for (;;) {
      if (this.#outcome) {
        if ("error" in this.#outcome) throw this.#outcome.error;
        return this.#outcome.value;
      }
      this.#next();
      yield;
    }
  }

  #next(): void {
    try {
      const step = this.#work.next();
      if (step.done) this.#outcome = { value: step.value };
    } catch (error) {
      this.#outcome = { error };
    }
  }
}
