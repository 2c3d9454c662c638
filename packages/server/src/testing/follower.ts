import type {
  ApiClient,
  ChangeMessage,
  ServerState,
  SnapshotMessage,
  Subscription,
  SubscriptionStatus,
} from "@afpools/api/client";
import { onTestFinished } from "vitest";
import { assertServerMessage } from "./api-schemas.js";

/** Somebody who follows a server's events, remembers what was told, and can wait for more. Ended after the test. */
export class Follower {
  readonly messages: (SnapshotMessage | ChangeMessage)[] = [];
  readonly statuses: SubscriptionStatus["kind"][] = [];
  readonly scans: { readonly scan: string; readonly kind: string }[] = [];
  readonly subscription: Subscription;
  readonly #waiting = new Set<() => void>();

  constructor(client: ApiClient) {
    this.subscription = client.subscribe({
      onState: (_, message) => {
        assertServerMessage(message);
        this.messages.push(message);
        this.#wake();
      },
      onStatus: ({ kind }) => {
        this.statuses.push(kind);
        this.#wake();
      },
      onScan: (scan, event) => {
        assertServerMessage({ type: "scan", scan, event });
        this.scans.push({ scan, kind: event.kind });
        this.#wake();
      },
    });
    onTestFinished(() => this.subscription.close());
  }

  get snapshots(): readonly SnapshotMessage[] {
    return this.messages.filter((message) => message.type === "snapshot");
  }

  /** The names of the pools as last told. */
  get pools(): readonly string[] {
    return Array.from(this.subscription.state?.pools.values() ?? [], ({ name }) => name);
  }

  /** Waits until what is told is so; gives the state then. */
  async until(isSo: (state: ServerState) => boolean): Promise<ServerState> {
    for (;;) {
      const { state } = this.subscription;
      if (state && isSo(state)) return state;
      await this.#told();
    }
  }

  async untilStatus(kind: SubscriptionStatus["kind"]): Promise<SubscriptionStatus> {
    while (this.subscription.status.kind !== kind) await this.#told();
    return this.subscription.status;
  }

  async untilScan(kind: string): Promise<void> {
    while (!this.scans.some((told) => told.kind === kind)) await this.#told();
  }

  #told(): Promise<void> {
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}
