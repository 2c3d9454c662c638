/** Where a request comes from. */
export interface ClientInfo {
  /** The IP address. */
  readonly address: string;
  /** Was it sent by HTTPS? */
  readonly isSecure: boolean;
}
