import type { PageQuery } from "./list-page.js";

/** How many pages of a list are kept beside the whole. */
const mostPages = 4;

/** Keeps the results of one list for as long as everything that they were made of is the same (`===`). */
export class ListCache<T> {
  #state: readonly unknown[] = [];
  #whole: T | undefined;
  readonly #pages = new Map<string, T>();

  /**
   * The result of `make`, which is called once for each state and page.
   *
   * @param state what the list is made of
   */
  get(state: readonly unknown[], { limit, after }: PageQuery, make: () => T): T {
    const isSame =
      state.length === this.#state.length && state.every((part, index) => part === this.#state[index]);
    if (!isSame) this.#forget(state);
    if (limit === undefined && after === undefined) {
      this.#whole ??= make();
      return this.#whole;
    }
    const key = `${limit ?? ""} ${after ?? ""}`;
    const known = this.#pages.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.#pages.set(key, made);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= mostPages) break;
      this.#pages.delete(oldest);
    }
    return made;
  }

  #forget(state: readonly unknown[]): void {
    this.#state = state;
    this.#whole = undefined;
    this.#pages.clear();
  }
}
