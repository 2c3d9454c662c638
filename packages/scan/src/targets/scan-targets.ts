import { AfpoolsError } from "@afpools/core";
import { type AddressRange, mergeRanges, sizeOf } from "./address-range.js";
import { formatIpv4, parseIpv4 } from "./ipv4.js";
import { type Interfaces, ownNetworks } from "./own-networks.js";
import { maxScanAddresses, parseTarget, type Target } from "./parse-target.js";

/** The addresses of a scan: private IPv4, at least one, at most 65,536. Immutable. */
export class ScanTargets implements Iterable<string> {
  /** What is scanned, as networks, ranges and addresses. */
  readonly text: readonly string[];
  /** What was left out or cut, and why, for people. */
  readonly notes: readonly string[];
  /** How many addresses there are. */
  readonly size: number;
  readonly #ranges: readonly AddressRange[];

  private constructor(targets: readonly Target[], notes: readonly string[]) {
    this.#ranges = mergeRanges(targets.map((target) => target.range));
    this.size = this.#ranges.reduce((sum, range) => sum + sizeOf(range), 0);
    this.text = targets.map((target) => target.text);
    this.notes = notes;
    if (this.size > maxScanAddresses) {
      throw new AfpoolsError(
        "INVALID_ARGUMENT",
        `${this.text.join(", ")} have ${this.size} addresses together; at most ${maxScanAddresses} are scanned.`,
        { details: { targets: this.text, reason: "too-large" } },
      );
    }
  }

  /**
   * The addresses that these words name, each once: `10.77.0.9`, `10.77.0.1-20`, `10.77.0.1-10.77.0.20`, `10.77.0.0/24`.
   *
   * @throws AfpoolsError `INVALID_ARGUMENT` with `reason` in its details: `malformed`, `ipv6`, `public`, `too-large`; or
   * `none` where there is no word.
   */
  static parse(words: readonly string[]): ScanTargets {
    if (words.length === 0) throw nothingToScan("No addresses are named.");
    return new ScanTargets(words.map(parseTarget), []);
  }

  /**
   * The networks of these interfaces, such as `os.networkInterfaces()`: private ones, and of those larger than a /22 the /24
   * around the machine's own address.
   *
   * @throws AfpoolsError `INVALID_ARGUMENT`, `reason` `none`, where there is no such network.
   */
  static own(interfaces: Interfaces): ScanTargets {
    const { targets, notes } = ownNetworks(interfaces);
    if (targets.length === 0) {
      throw nothingToScan(
        `This machine has no private IPv4 network. ${[...notes, "Name the addresses."].join(" ")}`,
      );
    }
    return new ScanTargets(targets, notes);
  }

  has(address: string): boolean {
    const number = parseIpv4(address);
    if (number === undefined) return false;
    return this.#ranges.some(({ first, last }) => number >= first && number <= last);
  }

  /** The addresses in order. */
  *[Symbol.iterator](): Generator<string> {
    for (const { first, last } of this.#ranges) {
      for (let address = first; address <= last; address += 1) yield formatIpv4(address);
    }
  }
}

function nothingToScan(message: string): AfpoolsError {
  return new AfpoolsError("INVALID_ARGUMENT", message, { details: { reason: "none" } });
}
