import { createReadStream } from "node:fs";
import { AfpoolsError } from "@afpools/core";
import { readText } from "@afpools/core/internal";
import type { Config } from "@afpools/server";

/** PEM texts. */
export interface ClientTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/**
 * What a TLS connection to a server is made with: the files of `client.tls…`.
 *
 * @throws AfpoolsError `INVALID_CONFIG` when one cannot be read, or a certificate is set without its key.
 */
export async function readClientTls(config: Config): Promise<ClientTls> {
  const { "client.tlsCa": ca, "client.tlsCert": cert, "client.tlsKey": key } = config;
  if ((cert === "") !== (key === "")) {
    throw new AfpoolsError(
      "INVALID_CONFIG",
      "A client certificate needs its private key: set client.tlsCert and client.tlsKey (--tls-cert, --tls-key) together.",
    );
  }
  return {
    ...(ca && { ca: await read("client.tlsCa", ca) }),
    ...(cert && { cert: await read("client.tlsCert", cert), key: await read("client.tlsKey", key) }),
  };
}

function read(setting: string, file: string): Promise<string> {
  const source = { name: `${file} (${setting})`, code: "INVALID_CONFIG", lenient: true } as const;
  return readText(createReadStream(file), source);
}
