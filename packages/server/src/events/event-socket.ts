import { closeCodes } from "@afpools/api";
import type { WebSocket } from "ws";
import type { Principal } from "../access/principal.js";
import type { EventFeed } from "./event-feed.js";
import { Snapshot } from "./snapshot.js";

/** How many messages to one user may wait. */
const maxOwn = 5_000;
/** How many messages a client may send, of which none is meant, until it is cut off. */
const maxReceived = 16;
/** How much a client may send from one check to the next, in bytes: it has nothing to say but that it is there. */
const maxReceivedBytes = 16 << 10;

/** Who opens a WebSocket. */
export interface EventClient {
  readonly principal: Principal;
  readonly address: string;
  /** Who it is now, for somebody whom the accounts do not know; nothing where that is nobody any more, or somebody else. Never rejects. */
  readonly recheck?: (() => Promise<Principal | undefined>) | undefined;
}

export interface EventSocketOptions extends EventClient {
  readonly socket: WebSocket;
  readonly feed: EventFeed;
  /** The number of the last message that the client has seen; nothing: it gets a snapshot. */
  readonly since: number | undefined;
  /** Does the client take a snapshot that is compressed? */
  readonly takesGzip: boolean;
  readonly instance: string;
  readonly onClose: () => void;
}

/**
 * One client of the events. It is sent the next message when it has taken the one before, so that a slow one holds up nobody
 * and costs nothing: what it has not taken lies where it lies for all.
 */
export class EventSocket {
  readonly address: string;
  readonly recheck: EventClient["recheck"];
  readonly #socket: WebSocket;
  readonly #feed: EventFeed;
  readonly #instance: string;
  readonly #takesGzip: boolean;
  /** Messages to this user alone. */
  readonly #own: string[] = [];
  principal: Principal;
  #cursor: number | undefined;
  #isResumed = false;
  #isSending = false;
  #received = 0;
  #receivedBytes = 0;
  /** Since when it has not taken what it was sent, and when it was sent something last, by `performance.now()`. */
  #sendingSince = Number.POSITIVE_INFINITY;
  #sentAt = performance.now();
  #isAlive = true;

  constructor(options: EventSocketOptions) {
    const { socket, address, principal, recheck, feed, since, takesGzip, instance, onClose } = options;
    this.address = address;
    this.principal = principal;
    this.recheck = recheck;
    this.#socket = socket;
    this.#feed = feed;
    this.#instance = instance;
    this.#takesGzip = takesGzip;
    this.#cursor = since;
    socket.on("error", () => undefined);
    socket.on("close", onClose);
    socket.on("pong", () => {
      this.#isAlive = true;
    });
    socket.on("message", () => {
      this.#received += 1;
      if (this.#received > maxReceived) socket.terminate();
    });
  }

  /** Counts what the client sends: pieces of messages and pings without end are no messages. */
  receive(bytes: number): void {
    this.#receivedBytes += bytes;
    if (this.#receivedBytes > maxReceivedBytes) this.#socket.terminate();
  }

  /** Sends what there is to send, if it is not at it. */
  pump(): void {
    if (this.#isSending || this.#socket.readyState !== this.#socket.OPEN) return;
    const next = this.#own.shift() ?? this.#next();
    if (next === undefined) return;
    this.#isSending = true;
    this.#sentAt = performance.now();
    this.#sendingSince = this.#sentAt;
    if (next instanceof Snapshot) void this.#sendSnapshot(next);
    else this.#send(next);
  }

  async #sendSnapshot(snapshot: Snapshot): Promise<void> {
    if (!this.#takesGzip) return this.#send(snapshot.bytes);
    try {
      this.#send(await snapshot.gzip(), { binary: true });
    } catch {
      // The client tries again.
      this.terminate();
    }
  }

  #send(message: Buffer | string, { binary } = { binary: false }): void {
    this.#socket.send(message, { binary, compress: false }, (error) => {
      this.#isSending = false;
      this.#sendingSince = Number.POSITIVE_INFINITY;
      if (!error) this.pump();
    });
  }

  /** Sends a message to this client alone. */
  tell(json: string): void {
    this.#own.push(json);
    if (this.#own.length > maxOwn) this.close("TOO_SLOW");
    else this.pump();
  }

  /** Looks whether the client is still there, and says that the server is. */
  check(stallMs: number, beatMs: number): void {
    const now = performance.now();
    this.#receivedBytes = 0;
    if (now - this.#sendingSince > stallMs) {
      // It reads nothing, so it would not read why, either.
      this.#socket.terminate();
    } else if (!this.#isAlive && this.#sendingSince === Number.POSITIVE_INFINITY) {
      this.#socket.terminate();
    } else {
      this.#isAlive = false;
      this.#socket.ping();
      if (!this.#isSending && now - this.#sentAt >= beatMs) this.tell('{"type":"beat"}');
    }
  }

  close(reason: keyof typeof closeCodes): void {
    this.#own.length = 0;
    this.#socket.close(closeCodes[reason], reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  #next(): Snapshot | Buffer | string | undefined {
    // Before the pools were read there is nothing to tell.
    if (this.#feed.seq === 0) return undefined;
    if (this.#cursor !== undefined) {
      const next = this.#feed.after(this.#cursor);
      if (next === undefined) return this.#resumed(this.#cursor);
      if (next !== "missed") {
        const resumed = this.#resumed(this.#cursor);
        if (resumed !== undefined) return resumed;
        this.#cursor = next.seq;
        return next.bytes;
      }
      if (this.#isResumed) {
        this.close("TOO_SLOW");
        return undefined;
      }
    }
    const snapshot = this.#feed.snapshot();
    this.#isResumed = true;
    this.#cursor = snapshot.seq;
    return snapshot;
  }

  /** What tells, once, that the connection goes on where the client was. */
  #resumed(seq: number): string | undefined {
    if (this.#isResumed) return undefined;
    this.#isResumed = true;
    return JSON.stringify({ type: "resumed", instance: this.#instance, seq });
  }
}
