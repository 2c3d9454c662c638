import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { peerOf } from "../listen/peer.js";
import { compose, freedOnFailure, type ServerOptions } from "./compose.js";

/** Who sent a request, as the server of others knows it. */
export interface RequestFrom {
  /** The IP address of the client. Limits and audit go by it. Default `unknown`. */
  readonly address?: string;
}

/** The page, the API and the events of a Pool Server, within a server of HTTP of others. */
export interface HttpHandler {
  /** Answers one request. Its URL is that by which the client asked. */
  fetch(request: Request, from?: RequestFrom): Promise<Response>;
  /**
   * Opens the WebSocket of events: a listener for `upgrade` of Node's HTTP servers.
   *
   * @param from default: the other end of the socket
   */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, from?: RequestFrom): void;
  /** The path of the page on which the first admin is made; nothing when there is one, or the service authenticates. */
  readonly welcomePath: string | undefined;
  /** Ends WebSockets, stops to keep jobs on their pools, and frees everything. */
  close(): Promise<void>;
}

/**
 * A Pool Server that listens nowhere: a handler of requests for a service of your own. The reconciler keeps jobs on their pools as in a
 * daemon. Requests are answered by the names in `server.names`, `localhost`, and addresses.
 *
 * @throws AfpoolsError `INVALID_CONFIG`, `INVALID_FILE`, `STORE_…`; everything is freed again then.
 */
export function createHttpHandler(options: ServerOptions): Promise<HttpHandler> {
  return freedOnFailure(async (closers, close) => {
    const { http, live, access, hasAccounts, limits } = await compose(options, closers, { listens: false });
    closers.push(() => http.close(limits.drainMs));
    // Pools that cannot be read yet are refused until they are.
    await live.refresh().catch(() => undefined);
    if (hasAccounts) await access.firstAdmin.start();
    const clientOf = (address: string, host: string | null | undefined, isSecure: boolean) => ({
      address,
      isSecure,
      host: host ?? undefined,
    });
    return {
      fetch: (request, { address = "unknown" } = {}) => {
        const { host, protocol } = new URL(request.url);
        return http.fetch(request, clientOf(address, host, protocol === "https:"));
      },
      upgrade: (request, socket, head, { address = peerOf(request.socket.remoteAddress).address } = {}) => {
        http.upgrade(request, socket, head, clientOf(address, request.headers.host, "encrypted" in socket));
      },
      get welcomePath() {
        return hasAccounts ? access.firstAdmin.path : undefined;
      },
      close,
    };
  });
}
