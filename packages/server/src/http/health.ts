/** Whether the server can do its work now, with what a person needs to know about it. */
export interface Health {
  readonly ready: boolean;
  readonly details: Readonly<Record<string, unknown>>;
}
