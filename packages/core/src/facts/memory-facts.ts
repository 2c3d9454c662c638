import type { FactStore, SaidFacts } from "./said-facts.js";

/** What hosts said, in memory. */
export class MemoryFacts implements FactStore {
  readonly #assertOpen: () => void;
  readonly #said = new Map<string, SaidFacts>();

  constructor(assertOpen: () => void) {
    this.#assertOpen = assertOpen;
  }

  async list(names?: readonly string[]): Promise<readonly SaidFacts[]> {
    this.#assertOpen();
    return names ? names.flatMap((name) => this.#said.get(name) ?? []) : [...this.#said.values()];
  }

  async put(said: readonly SaidFacts[]): Promise<void> {
    this.#assertOpen();
    for (const one of said) {
      const before = this.#said.get(one.name);
      if (JSON.stringify(before?.facts) !== JSON.stringify(one.facts)) this.#said.set(one.name, one);
    }
  }
}
