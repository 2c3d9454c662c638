/** Does the tasks of one key one after another, in the order in which they came, and those of different keys at once. */
export class TaskQueues {
  readonly #last = new Map<string, Promise<void>>();

  /** Is there a task of this key that has not ended? */
  isBusy(key: string): boolean {
    return this.#last.has(key);
  }

  /** The result of `task`, once those before it have ended, well or badly. */
  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    return this.runAll([key], task);
  }

  /** The same of a task of several keys. */
  runAll<T>(keys: readonly string[], task: () => Promise<T>): Promise<T> {
    const before = keys.flatMap((key) => this.#last.get(key) ?? []);
    const result = Promise.all(before).then(task);
    const forget = () => {
      for (const key of keys) if (this.#last.get(key) === ended) this.#last.delete(key);
    };
    const ended = result.then(forget, forget);
    for (const key of keys) this.#last.set(key, ended);
    return result;
  }
}
