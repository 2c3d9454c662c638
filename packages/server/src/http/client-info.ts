/** Where a request comes from. */
export interface ClientInfo {
  /** The IP address; behind trusted proxies that which they tell. */
  readonly address: string;
  /** Was it sent by HTTPS? */
  readonly isSecure: boolean;
  /** By which name, and port, the server was asked; nothing where it is not said. */
  readonly host: string | undefined;
}
