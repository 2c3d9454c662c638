import { type Bytes, compress } from "../http/content-coding.js";
import type { NumberedMessage } from "./event-ring.js";

/** Everything as it was at one moment, as a message: written once, and compressed once, for all clients that get it. */
export class Snapshot implements NumberedMessage {
  readonly seq: number;
  readonly bytes: Bytes;
  #gzip: Promise<Bytes> | undefined;

  constructor(seq: number, bytes: Bytes) {
    this.seq = seq;
    this.bytes = bytes;
  }

  /** The message compressed by gzip, on another thread. */
  gzip(): Promise<Bytes> {
    this.#gzip ??= compress(this.bytes, "gzip");
    return this.#gzip;
  }
}
