/** Does the tasks of one key one after another, in the order in which they came, and those of different keys at once. */
export class TaskQueues {
  readonly #last = new Map<string, Promise<void>>();

  /** The result of `task`, once those before it have ended, well or badly. */
  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const result = (this.#last.get(key) ?? Promise.resolve()).then(task);
    const forget = () => {
      if (this.#last.get(key) === ended) this.#last.delete(key);
    };
    const ended = result.then(forget, forget);
    this.#last.set(key, ended);
    return result;
  }
}
