import { escaped, number, writeObject } from "./json.js";
import type { MaskReaders } from "./mask-field.js";
import { Work } from "./work.js";

/** Masks and limits of users are kept and listed; in the root branch, as afserver comes, they count for nothing. */
export class SimulatedUser {
  readonly id: number;
  readonly name: string;
  readonly work: Work;

  constructor(id: number, name: string, readers: MaskReaders) {
    this.id = id;
    this.name = name;
    this.work = new Work(readers);
  }

  write(): string {
    return writeObject([
      escaped("name", this.name),
      number("id", this.id),
      number("priority", 99),
      ...this.work.write(),
    ]);
  }
}
