import { type Ask, findRelease } from "./find-release.js";
import type { Release } from "./release.js";

/**
 * What one afserver does, found out when it is first needed and kept until {@link forget}: another release may have been
 * installed whenever afserver was away.
 */
export class FoundRelease {
  readonly #onFound: (release: Release) => void;
  #finding: Promise<Release> | undefined;

  constructor(onFound: (release: Release) => void) {
    this.#onFound = onFound;
  }

  /**
   * Rejects as requests do where afserver cannot be reached; it is asked again the next time.
   *
   * @param ask how it is asked, if nobody asks already
   */
  get(ask: Ask): Promise<Release> {
    if (!this.#finding) {
      const finding = this.#find(ask).catch((error: unknown) => {
        if (this.#finding === finding) this.#finding = undefined;
        throw error;
      });
      this.#finding = finding;
    }
    return this.#finding;
  }

  forget(): void {
    this.#finding = undefined;
  }

  async #find(ask: Ask): Promise<Release> {
    const release = await findRelease(ask);
    this.#onFound(release);
    return release;
  }
}
