import { legacySegmentBytes } from "@afpools/protocol";
import type { Peer } from "../listen/peer.js";

/** How long a client counts after its last request, in ms: a day, so that one workstation counts once. */
const rememberedMs = 24 * 60 * 60_000;

/** As many addresses are remembered. */
const maxAddresses = 10_000;

/** How many clients use the 2019 protocol. */
export interface LegacyCounts {
  /** Addresses that asked within the last 24 hours. */
  readonly clients: number;
  /** Those of them whose last answer was longer than a client of 2019 reads over Ethernet. */
  readonly cut: number;
  /** Length of the latest answer's body, in bytes; 0 before the first. */
  readonly bytes: number;
}

interface Use {
  readonly at: number;
  readonly isCut: boolean;
}

/** Counts the clients of the 2019 protocol, and those whose answers are cut because they are longer than one TCP segment. */
export class LegacyUsage {
  readonly #now: () => number;
  /** By address, in the order of their last requests. */
  readonly #uses = new Map<string, Use>();
  /** How many of them are cut. */
  #cut = 0;
  #bytes = 0;

  /** @param now in ms, for tests */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Was the body of `bytes` longer than the client reads? On this machine there are no segments of Ethernet. */
  answered({ address, loopback }: Peer, bytes: number): boolean {
    const isCut = !loopback && bytes > legacySegmentBytes;
    this.#bytes = bytes;
    this.#remove(address);
    this.#forget();
    if (this.#uses.size < maxAddresses) {
      this.#uses.set(address, { at: this.#now(), isCut });
      if (isCut) this.#cut += 1;
    }
    return isCut;
  }

  get counts(): LegacyCounts {
    this.#forget();
    return { clients: this.#uses.size, cut: this.#cut, bytes: this.#bytes };
  }

  #forget(): void {
    const until = this.#now() - rememberedMs;
    for (const [address, { at }] of this.#uses) {
      if (at > until) return;
      this.#remove(address);
    }
  }

  #remove(address: string): void {
    if (this.#uses.get(address)?.isCut) this.#cut -= 1;
    this.#uses.delete(address);
  }
}
