/** Whether the server can do its work now, with what a person needs to know about it. */
export interface Health {
  readonly ready: boolean;
  readonly details: Readonly<Record<string, unknown>>;
}

/** `alive`: the process lives; `ready`: it can do its work. By plain HTTP, too: what looks at them knows no certificates. */
export const healthPaths = { alive: "/healthz", ready: "/readyz" } as const;
