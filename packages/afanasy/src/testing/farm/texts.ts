import type { Release } from "../../releases/release.js";
import { type TextOwner, textFields, writingOf } from "../../releases/text-fields.js";
import { type Json, quoted, textOf } from "./json.js";

/** Texts of a job, block or render, taken over from requests and written as the release does it. */
export class Texts<Name extends string> {
  readonly #owner: TextOwner;
  readonly #release: Release;
  readonly #names: readonly Name[];
  readonly #values = new Map<Name, string>();

  /** @param names its members, which are all known as texts of their owner. */
  constructor(owner: TextOwner, names: readonly Name[], release: Release) {
    this.#owner = owner;
    this.#release = release;
    this.#names = names;
  }

  get(name: Name): string {
    return this.#values.get(name) ?? "";
  }

  /** Takes over the texts in `params`. Returns whether there was any. */
  read(params: Json): boolean {
    let found = false;
    for (const name of this.#names) {
      const value = textOf(params, name);
      if (value === undefined) continue;
      this.#values.set(name, value);
      found = true;
    }
    return found;
  }

  clear(): void {
    this.#values.clear();
  }

  /** A member of an answer or of the store; nothing for an empty text. */
  write(name: Name, as: string = name): string | undefined {
    const value = this.#values.get(name);
    return value ? `"${as}":${writeText(this.#owner, name, value, this.#release)}` : undefined;
  }
}

/** A text between quotes, escaped or not as the release does it in this member. */
export function writeText(owner: TextOwner, member: string, value: string, release: Release): string {
  const field = textFields[owner][member];
  return field && writingOf(field, release) === "escaped" ? quoted(value) : `"${value}"`;
}
