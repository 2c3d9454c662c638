/** Things by id. The lowest id that is free is given to a new one, so that ids are given again. */
export class IdMap<T> extends Map<number, T> {
  /** No id below it is free. */
  #lowest = 1;

  /** Adds what `make` makes with the id that is free. */
  add<N extends T>(make: (id: number) => N): N {
    while (this.has(this.#lowest)) this.#lowest++;
    const made = make(this.#lowest);
    this.set(this.#lowest, made);
    return made;
  }

  override delete(id: number): boolean {
    this.#lowest = Math.min(this.#lowest, id);
    return super.delete(id);
  }

  override clear(): void {
    this.#lowest = 1;
    super.clear();
  }
}
