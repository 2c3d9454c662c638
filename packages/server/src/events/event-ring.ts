/** A message that is sent to all, encoded once. */
export interface NumberedMessage {
  readonly seq: number;
  readonly bytes: Buffer;
}

export interface RingLimits {
  readonly messages: number;
  readonly bytes: number;
}

/** The last messages, so that whoever was away for a moment gets those that it missed. */
export class EventRing {
  readonly #limits: RingLimits;
  readonly #messages: NumberedMessage[] = [];
  #bytes = 0;

  constructor(limits: RingLimits) {
    this.#limits = limits;
  }

  /** Adds the message that follows on the last one. */
  add(message: NumberedMessage): void {
    this.#messages.push(message);
    this.#bytes += message.bytes.length;
    const { messages, bytes } = this.#limits;
    while (this.#messages.length > messages || this.#bytes > bytes) {
      this.#bytes -= this.#messages.shift()?.bytes.length ?? 0;
    }
  }

  /** Forgets all: what came before cannot be followed on. */
  clear(): void {
    this.#messages.length = 0;
    this.#bytes = 0;
  }

  /**
   * The message behind `seq`; nothing when there is none yet.
   *
   * @param last the number of the last message that there was
   * @returns `missed` when it is here no more
   */
  after(seq: number, last: number): NumberedMessage | undefined | "missed" {
    if (seq === last) return undefined;
    if (seq > last) return "missed";
    const first = this.#messages[0]?.seq ?? last + 1;
    return this.#messages[seq + 1 - first] ?? "missed";
  }

  /** Bytes of the messages behind `seq`, of those that are here. */
  bytesAfter(seq: number): number {
    return this.#messages.reduce((sum, message) => (message.seq > seq ? sum + message.bytes.length : sum), 0);
  }
}
