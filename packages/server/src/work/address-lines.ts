import { Chain, type Link } from "../listen/chain.js";

/** A line of items for each address. They are taken from the lines in turn, so that a long line delays nobody but itself. */
export class AddressLines<T> {
  /** None is empty. The one whose turn it is first. */
  readonly #lines = new Map<string, Chain<T>>();
  #size = 0;

  /** How many items there are in all. */
  get size(): number {
    return this.#size;
  }

  lengthOf(address: string): number {
    return this.#lines.get(address)?.size ?? 0;
  }

  add(address: string, link: Link<T>): void {
    const line = this.#lines.get(address) ?? new Chain<T>();
    this.#lines.set(address, line);
    line.append(link);
    this.#size += 1;
  }

  /** Takes an item out, if it is in the line of this address. */
  remove(address: string, link: Link<T>): void {
    const line = this.#lines.get(address);
    if (!line || link.chain !== line) return;
    line.remove(link);
    this.#size -= 1;
    if (line.size === 0) this.#lines.delete(address);
  }

  /** Takes the first item out of the line whose turn it is, of those whose address `mayGo`. */
  takeNext(mayGo: (address: string) => boolean = () => true): T | undefined {
    for (const [address, line] of this.#lines) {
      if (!mayGo(address)) continue;
      const item = line.takeFirst();
      this.#size -= 1;
      this.#lines.delete(address);
      if (line.size > 0) this.#lines.set(address, line);
      return item;
    }
    return undefined;
  }

  /** The last item of the longest line. */
  get lastOfLongest(): T | undefined {
    let longest: Chain<T> | undefined;
    for (const line of this.#lines.values()) if (line.size > (longest?.size ?? 0)) longest = line;
    return longest?.last;
  }
}
