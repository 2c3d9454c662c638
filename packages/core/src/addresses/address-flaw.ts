/** The parts of addresses, as the `details` of an error name the one that is wrong. */
export type AddressPart = "scheme" | "user" | "password" | "host" | "port" | "path" | "database" | "option";

/** Thrown while an address is read: which part is wrong, and what is wrong with it. */
export class AddressFlaw extends Error {
  readonly part: AddressPart;

  /** @param reason follows "is not an address: "; holds nothing that could be a secret. */
  constructor(part: AddressPart, reason: string) {
    super(reason);
    this.part = part;
  }
}
