import { BlockList, isIP } from "node:net";
import { AfpoolsError } from "@afpools/core";
import { quoted } from "@afpools/core/internal";
import { peerOf } from "./peer.js";

/** The proxies and balancers whose word for the address of a client is taken. */
export class TrustedProxies {
  readonly #list = new BlockList();

  /**
   * @param words addresses, and networks such as 10.1.0.0/16
   * @throws AfpoolsError `INVALID_CONFIG` that names the word
   */
  constructor(words: readonly string[] = []) {
    for (const word of words) {
      const [address = "", prefix, ...rest] = word.split("/");
      const version = isIP(address);
      const bits = version === 6 ? 128 : 32;
      const isGood = version !== 0 && rest.length === 0 && (prefix === undefined || isPrefix(prefix, bits));
      if (!isGood) {
        throw new AfpoolsError(
          "INVALID_CONFIG",
          `${quoted(word, 200)} is not an address or network: write 10.1.2.3, 10.1.0.0/16, fd00::1 or fd00::/8.`,
        );
      }
      this.#list.addSubnet(address, Number(prefix ?? bits), version === 6 ? "ipv6" : "ipv4");
    }
  }

  has(address: string): boolean {
    const plain = peerOf(address).address;
    const version = isIP(plain);
    return version !== 0 && this.#list.check(plain, version === 6 ? "ipv6" : "ipv4");
  }
}

function isPrefix(text: string, bits: number): boolean {
  return /^\d{1,3}$/.test(text) && Number(text) <= bits;
}
