import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { closeCodes, eventsPath } from "@afpools/api";
import { hasRole } from "@afpools/core/internal";
import { WebSocketServer } from "ws";
import { isMeant } from "../access/authenticator.js";
import type { AccountChange } from "../access/credentials.js";
import type { Principal } from "../access/principal.js";
import { graceMs } from "../listen/limits.js";
import type { ScanNews } from "../scans/scans.js";
import type { EventFeed } from "./event-feed.js";
import { type EventClient, EventSocket } from "./event-socket.js";

/** How often it is looked whether clients are still there, and say that the server is, in ms. */
const beatMs = 15_000;
/** How long a client may take to read a message, in ms. */
const stallMs = 60_000;
/** How long a client that is not admitted has to answer that, in ms. */
const closeMs = 1_000;
/** A client has nothing to say. */
const maxPayload = 1_024;

export interface EventHubOptions {
  readonly feed: EventFeed;
  readonly instance: string;
  /** Clients at once, in all and from one address. */
  readonly limits: { readonly sockets: number; readonly socketsPerAddress: number };
  /** Is a principal still the same as before? Gives what it is now, or nothing. */
  readonly recheck: (principal: Principal) => Promise<Principal | undefined>;
}

/** The WebSockets of the events: who they are, and what they are sent. */
export class EventHub {
  readonly #options: EventHubOptions;
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload,
    perMessageDeflate: false,
  });
  readonly #sockets = new Set<EventSocket>();
  readonly #perAddress = new Map<string, number>();
  readonly #unsubscribe: () => void;
  readonly #timer: NodeJS.Timeout;
  #isClosing = false;

  constructor(options: EventHubOptions) {
    this.#options = options;
    this.#unsubscribe = options.feed.subscribe(() => {
      for (const socket of this.#sockets) socket.pump();
    });
    this.#timer = setInterval(() => this.#check(), beatMs);
    this.#timer.unref();
  }

  get size(): number {
    return this.#sockets.size;
  }

  /**
   * Answers the upgrade. Who may not look is told so by the code with which the WebSocket is closed: a page does not see the
   * status of an upgrade that is refused.
   */
  upgrade(request: IncomingMessage, connection: Duplex, head: Buffer, client: EventClient): void {
    const { principal, address, recheck } = client;
    this.#server.handleUpgrade(request, connection, head, (socket) => {
      const refusal = this.#refusal(principal, address);
      if (refusal) {
        socket.on("error", () => undefined);
        socket.close(closeCodes[refusal], refusal);
        setTimeout(() => socket.terminate(), closeMs).unref();
        return;
      }
      const asked = queryOf(request.url ?? "");
      const joined: EventSocket = new EventSocket({
        socket,
        address,
        principal,
        recheck,
        feed: this.#options.feed,
        instance: this.#options.instance,
        since: this.#sinceOf(asked.get("since") ?? ""),
        takesGzip: asked.get("coding") === "gzip",
        onClose: () => this.#leave(joined),
      });
      connection.on("data", (chunk: Buffer) => joined.receive(chunk.length));
      this.#sockets.add(joined);
      this.#perAddress.set(address, (this.#perAddress.get(address) ?? 0) + 1);
      joined.pump();
    });
  }

  /** Tells whoever started a scan what it tells, as far as they may ask for it still. */
  tellScan({ userId, scan, event }: ScanNews): void {
    const json = JSON.stringify({ type: "scan", scan, event });
    for (const socket of this.#sockets) {
      const { principal } = socket;
      if (principal.by === "nothing" || principal.user.id !== userId) continue;
      if (hasRole(principal.role, "editor")) socket.tell(json);
    }
  }

  /** Closes those that are not signed in any more. */
  async takeAccountChange(change: AccountChange): Promise<void> {
    await this.#recheck(({ principal }) => {
      return principal.by !== "nothing" && isMeant(change, principal);
    });
  }

  /** Closes those that may not look any more, as after a change of what everybody may do. */
  async recheckAll(): Promise<void> {
    await this.#recheck(() => true);
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    clearInterval(this.#timer);
    this.#unsubscribe();
    for (const socket of this.#sockets) socket.close("SERVER_CLOSING");
    const deadline = setTimeout(() => {
      for (const socket of this.#sockets) socket.terminate();
    }, graceMs);
    while (this.#sockets.size > 0) await this.#left();
    clearTimeout(deadline);
  }

  #tellLeft: () => void = () => undefined;

  #left(): Promise<void> {
    return new Promise((resolve) => {
      this.#tellLeft = resolve;
    });
  }

  #leave(socket: EventSocket): void {
    this.#sockets.delete(socket);
    const others = (this.#perAddress.get(socket.address) ?? 1) - 1;
    if (others > 0) this.#perAddress.set(socket.address, others);
    else this.#perAddress.delete(socket.address);
    this.#tellLeft();
  }

  #refusal({ by, role }: Principal, address: string): keyof typeof closeCodes | undefined {
    const { sockets, socketsPerAddress } = this.#options.limits;
    if (this.#isClosing) return "SERVER_CLOSING";
    if (role === null) return by === "nothing" ? "SIGN_IN_REQUIRED" : "FORBIDDEN";
    const isFull = this.#sockets.size >= sockets || (this.#perAddress.get(address) ?? 0) >= socketsPerAddress;
    return isFull ? "TOO_MANY_CONNECTIONS" : undefined;
  }

  /** Where the client was; nothing when it was nowhere, or on another run of the server. */
  #sinceOf(since: string): number | undefined {
    const { instance, seq } = /^(?<instance>[\w-]+):(?<seq>\d{1,15})$/.exec(since)?.groups ?? {};
    return instance === this.#options.instance && seq !== undefined ? Number(seq) : undefined;
  }

  async #recheck(isMeant: (socket: EventSocket) => boolean): Promise<void> {
    const known = new Map<string, Promise<Principal | undefined>>();
    const work = [...this.#sockets].filter(isMeant).map(async (socket) => {
      const { principal } = socket;
      const key = principal.by === "nothing" ? "" : principal.credential.id;
      const now = socket.recheck?.() ?? known.get(key) ?? this.#options.recheck(principal);
      if (!socket.recheck) known.set(key, now);
      const found = await now;
      if (found) socket.principal = found;
      else socket.close("SIGN_IN_REQUIRED");
    });
    await Promise.all(work);
  }

  #check(): void {
    for (const socket of this.#sockets) socket.check(stallMs, beatMs);
    void this.recheckAll();
  }
}

function queryOf(url: string): URLSearchParams {
  const base = "http://server";
  return URL.canParse(url, base) ? new URL(url, base).searchParams : new URLSearchParams();
}

/** Is this the path of the events? */
export function isEventsUrl(url: string | undefined): boolean {
  return url !== undefined && (url === eventsPath || url.startsWith(`${eventsPath}?`));
}
