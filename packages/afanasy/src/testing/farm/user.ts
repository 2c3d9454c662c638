import type { Release } from "../../releases/release.js";
import { escaped, number, unescaped, writeObject } from "./json.js";
import type { MaskReaders } from "./mask-field.js";
import { Work } from "./work.js";

/** Masks and limits of users are kept and listed; in the root branch, as afserver comes, they count for nothing. */
export class SimulatedUser {
  readonly id: number;
  readonly name: string;
  readonly hostName: string;
  readonly work: Work;

  constructor(
    id: number,
    { name, hostName }: { readonly name: string; readonly hostName: string },
    farm: { readonly readers: MaskReaders; readonly release: Release },
  ) {
    this.id = id;
    this.name = name;
    this.hostName = hostName;
    this.work = new Work(farm.readers, farm.release);
  }

  write(): string {
    return writeObject([
      escaped("name", this.name),
      number("id", this.id),
      number("priority", 99),
      ...this.work.write(),
      unescaped("host_name", this.hostName),
    ]);
  }
}
