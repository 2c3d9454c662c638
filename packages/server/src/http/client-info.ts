import type { ProxyUser } from "../access/proxy-sign-in.js";

/** Where a request comes from. */
export interface ClientInfo {
  /** The IP address; behind trusted proxies that which they tell. */
  readonly address: string;
  /** Was it sent by HTTPS? */
  readonly isSecure: boolean;
  /** Who it is, as an authenticating proxy tells; nothing where none does. */
  readonly user?: ProxyUser | undefined;
  /** By which name, and port, the server was asked; nothing where it is not said. */
  readonly host: string | undefined;
  /** Is aborted when the client has left. Default: that of the request. */
  readonly signal?: AbortSignal | undefined;
}
