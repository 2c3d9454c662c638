import type { Gunzip, SocketData } from "./in-order.js";

/** A WebSocket as a subscription needs it, of a browser or of Node. */
export interface Socket {
  close(): void;
}

interface SocketEvents {
  onMessage(data: SocketData): void;
  /** Once, when it is closed or could not be opened. `reason` is what the server or the system says, or empty. */
  onClose(code: number, reason: string): void;
}

/** What differs between a browser and Node. */
export interface Platform {
  readonly fetch: typeof fetch;
  openSocket(url: string, token: string | undefined, events: SocketEvents): Socket;
  readonly gunzip: Gunzip;
  /** Calls `wake` when the network is back, or the page is looked at again. Returns what ends that. */
  onWake(wake: () => void): () => void;
  /** The origin of the page that it runs in; nothing outside of a browser. */
  readonly page: string | undefined;
  /** Where the server is, if nobody says. */
  readonly defaultServer: string | undefined;
}
