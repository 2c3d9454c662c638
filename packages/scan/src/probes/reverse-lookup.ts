import type { Resolver } from "node:dns/promises";

export interface ReverseLookupOptions {
  /** Asked by nobody else. */
  readonly resolver: Resolver;
  /** For one address, however many name servers there are, in ms. */
  readonly timeoutMs: number;
  /** Is told `ETIMEOUT` where the name servers take longer. */
  onTrouble(code: string): void;
}

/** Asks name servers, and the system's hosts file, which names addresses have. */
export class ReverseLookup {
  readonly #options: ReverseLookupOptions;

  constructor(options: ReverseLookupOptions) {
    this.#options = options;
  }

  /** The names of the address; none where it has none, or nobody told in time. Never rejects. */
  async names(address: string): Promise<readonly string[]> {
    const { resolver, timeoutMs, onTrouble } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<readonly string[]>((resolve) => {
      timer = setTimeout(() => {
        onTrouble("ETIMEOUT");
        resolve([]);
      }, timeoutMs);
    });
    try {
      return await Promise.race([resolver.reverse(address), tooLate]);
    } catch {
      // Whatever went wrong, the resolver says that there is no such name.
      return [];
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends all lookups, without names. */
  close(): void {
    this.#options.resolver.cancel();
  }
}
