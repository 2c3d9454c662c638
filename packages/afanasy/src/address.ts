import { AfpoolsError } from "@afpools/core";

/** Where an afserver listens. */
export interface AfserverAddress {
  /** A name or an IP address. */
  readonly host: string;
  /** 1–65535. */
  readonly port: number;
}

/** Where Afanasy looks when nothing is configured. */
export const defaultAddress: AfserverAddress = { host: "127.0.0.1", port: 51_000 };

/** As people write it: `farm.example:51000`, `[::1]:51000`. */
export function formatAddress({ host, port }: AfserverAddress): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** @throws AfpoolsError `INVALID_ARGUMENT` when nothing can listen there. */
export function checkAddress({ host, port }: AfserverAddress): AfserverAddress {
  if (host.trim() === "") {
    throw new AfpoolsError("INVALID_ARGUMENT", "The afserver's host is empty: give a name or an IP address.");
  }
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new AfpoolsError(
      "INVALID_ARGUMENT",
      `The afserver's port, ${port}, is not an integer of 1-65535.`,
      {
        details: { port },
      },
    );
  }
  return { host, port };
}
