import { type DecodedRequest, encodeLegacyRequest, RequestDecoder } from "@afpools/protocol";

const legacyBytes = encodeLegacyRequest();

/** Reads the requests of a connection. That of 2019, which most connections send alone, is known by its bytes. */
export class RequestReader {
  readonly #maxRequestBytes: number;
  #decoder: RequestDecoder | undefined;

  constructor(maxRequestBytes: number) {
    this.#maxRequestBytes = maxRequestBytes;
  }

  /** How many bytes of an unfinished request are held. */
  get pendingBytes(): number {
    return this.#decoder?.pendingBytes ?? 0;
  }

  /** The requests that `chunk` completes. */
  read(chunk: Buffer): DecodedRequest[] {
    if (!this.#decoder) {
      if (chunk.equals(legacyBytes)) return [{ kind: "legacy", command: "GET POOLS" }];
      this.#decoder = new RequestDecoder({ maxRequestBytes: this.#maxRequestBytes });
    }
    return this.#decoder.push(chunk);
  }

  /** To be called when the client sends no more: a broken request when it stopped within one. */
  end(): DecodedRequest[] {
    return this.#decoder?.end() ?? [];
  }
}
