import type { AddressInfo, Server } from "node:net";
import { AfpoolsError } from "@afpools/core";

export interface ListenOptions {
  /** What listens, for people. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** The settings that name another address, for people. */
  readonly settings: string;
  /** Is told each connection that could not be accepted, from then on. */
  onError(error: Error): void;
}

/**
 * Lets a TCP or HTTP server listen.
 *
 * @throws AfpoolsError `INVALID_CONFIG` when the address cannot be had.
 */
export async function listen(
  server: Server,
  { name, host, port, settings, onError }: ListenOptions,
): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, backlog: 4_096 }, () => {
      server.off("error", reject);
      server.on("error", onError);
      resolve();
    });
  }).catch((error: NodeJS.ErrnoException) => {
    throw new AfpoolsError(
      "INVALID_CONFIG",
      `${name} cannot listen on ${host} port ${port}: ${explain(error)}. Choose another with ${settings}.`,
      { details: { host, port, reason: error.code }, cause: error },
    );
  });
  // Only a server on a pipe has a text for an address.
  return server.address() as AddressInfo;
}

function explain({ code, message }: NodeJS.ErrnoException): string {
  if (code === "EADDRINUSE") return "another program listens there already";
  if (code === "EACCES") return "ports below 1024 need a privilege";
  if (code === "EADDRNOTAVAIL") return "it is no address of this machine";
  return message;
}
