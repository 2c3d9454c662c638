import { AfpoolsError, type Clock, isErrorCode } from "@afpools/core";
import type { ChangeMessage, ServerMessage, SnapshotMessage } from "../resources/event.js";
import type { ScanEvent } from "../resources/scan.js";
import { eventsPath } from "../routes/endpoints.js";
import { inOrder } from "./in-order.js";
import { type ServerState, stateAfter, stateOf } from "./server-state.js";
import type { Platform, Socket } from "./socket.js";

/** How a subscription stands. */
export type SubscriptionStatus =
  | { readonly kind: "connecting" }
  /** The state is the server's. */
  | { readonly kind: "live" }
  /** The server cannot be reached, and is tried again; the state is as it was seen last. */
  | { readonly kind: "away"; readonly error: AfpoolsError; readonly retryInMs: number }
  /** The server does not let the caller look, and is not tried again: `SIGN_IN_REQUIRED` or `FORBIDDEN`. */
  | { readonly kind: "ended"; readonly error: AfpoolsError };

/** Who is told what a subscription tells. */
export interface SubscriptionListener {
  /** The state after each snapshot and each change, and that message. */
  onState(state: ServerState, message: SnapshotMessage | ChangeMessage): void;
  onStatus?(status: SubscriptionStatus): void;
  /** What a scan tells that the same user started. */
  onScan?(scan: string, event: ScanEvent): void;
}

export interface Subscription {
  readonly status: SubscriptionStatus;
  /** As last told; nothing before the first snapshot. */
  readonly state: ServerState | undefined;
  /** Ends it; nothing is told any more. */
  close(): void;
}

export interface SubscriptionParts {
  readonly base: string;
  readonly token: string | undefined;
  readonly platform: Platform;
  readonly clock: Clock;
  readonly listener: SubscriptionListener;
}

/** Until the next attempt after the first failure, and at most, in ms; a part of it is by chance. */
const backOffMs = { first: 500, most: 15_000 };
/** The server says something every 15 s: after this time without a word the connection is given up. */
const silenceMs = 40_000;

/** Follows a server's events for as long as it is open: connects again, and resumes where it was. */
export class EventSubscription implements Subscription {
  readonly #parts: SubscriptionParts;
  readonly #endWaking: () => void;
  #status: SubscriptionStatus = { kind: "connecting" };
  #state: ServerState | undefined;
  #socket: Socket | undefined;
  /** Is told to the events of one socket alone: those of a former one come too late. */
  #round = 0;
  #failures = 0;
  #cancelTimer: () => void = () => undefined;

  constructor(parts: SubscriptionParts) {
    this.#parts = parts;
    this.#endWaking = parts.platform.onWake(() => {
      if (this.#status.kind === "away") this.#connect();
    });
    this.#connect();
  }

  get status(): SubscriptionStatus {
    return this.#status;
  }

  get state(): ServerState | undefined {
    return this.#state;
  }

  close(): void {
    this.#drop();
    this.#endWaking();
  }

  #connect(): void {
    this.#drop();
    this.#setStatus({ kind: "connecting" });
    const { base, token, platform } = this.#parts;
    const since = this.#state ? `&since=${this.#state.instance}:${this.#state.seq}` : "";
    const url = `${base.replace(/^http/, "ws")}${eventsPath}?coding=gzip${since}`;
    const round = this.#round;
    const onClose = (code: number, reason: string) => {
      if (round === this.#round) this.#lose(code, reason);
    };
    const take = inOrder(platform.gunzip, {
      onMessage: (text) => {
        if (round === this.#round) this.#take(text);
      },
      onUnreadable: () => onClose(1007, "a message could not be decompressed"),
    });
    this.#socket = platform.openSocket(url, token, { onMessage: take, onClose });
    this.#watch();
  }

  /** Leaves the socket and what waits. */
  #drop(): void {
    this.#round += 1;
    this.#cancelTimer();
    this.#socket?.close();
    this.#socket = undefined;
  }

  #take(text: string): void {
    this.#watch();
    const message = JSON.parse(text) as ServerMessage;
    switch (message.type) {
      case "snapshot":
        this.#tellState(stateOf(message), message);
        break;
      case "resumed":
        this.#live();
        break;
      case "change":
        if (this.#state) this.#tellState(stateAfter(this.#state, message), message);
        break;
      case "scan":
        this.#parts.listener.onScan?.(message.scan, message.event);
        break;
      case "beat":
        break;
    }
  }

  #tellState(state: ServerState, message: SnapshotMessage | ChangeMessage): void {
    this.#state = state;
    this.#live();
    this.#parts.listener.onState(state, message);
  }

  #live(): void {
    this.#failures = 0;
    if (this.#status.kind !== "live") this.#setStatus({ kind: "live" });
  }

  #lose(code: number, reason: string): void {
    this.#drop();
    const { base } = this.#parts;
    const error = isErrorCode(reason)
      ? new AfpoolsError(reason, reasons[reason] ?? `${base} closed the connection.`, {
          details: { server: base },
        })
      : new AfpoolsError(
          "SERVER_UNREACHABLE",
          `The connection to ${base} is lost${reason === "" ? "" : `: ${reason}`}.`,
          { details: { server: base, closeCode: code } },
        );
    if (error.kind === "forbidden") this.#setStatus({ kind: "ended", error });
    else this.#retry(error);
  }

  #retry(error: AfpoolsError): void {
    const most = Math.min(backOffMs.most, backOffMs.first * 2 ** this.#failures);
    // By chance, so that all pages do not come back at the same moment.
    const retryInMs = Math.round(most * (0.5 + Math.random() / 2));
    this.#failures += 1;
    this.#setStatus({ kind: "away", error, retryInMs });
    this.#cancelTimer = this.#parts.clock.schedule(retryInMs, () => this.#connect());
  }

  #watch(): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#parts.clock.schedule(silenceMs, () =>
      this.#lose(1006, "nothing was heard of it any more"),
    );
  }

  #setStatus(status: SubscriptionStatus): void {
    this.#status = status;
    this.#parts.listener.onStatus?.(status);
  }
}

const reasons: Readonly<Record<string, string>> = {
  SIGN_IN_REQUIRED: "Sign in to see what is there.",
  FORBIDDEN: "You may not look at this server.",
  SERVER_CLOSING: "The server is being stopped.",
  TOO_SLOW: "The connection is too slow for all that changes.",
  TOO_MANY_CONNECTIONS: "The server has too many connections.",
};
