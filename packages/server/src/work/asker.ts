/** Who asks for something, and waits for it. */
export interface Asker {
  /** The client's IP address. */
  readonly address: string;
  /** Is aborted when the client has left. */
  readonly signal?: AbortSignal | undefined;
}
