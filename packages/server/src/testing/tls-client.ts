import { once } from "node:events";
import { connect as connectPlain, createServer } from "node:net";
import { type ConnectionOptions, connect } from "node:tls";
import { onTestFinished } from "vitest";
import { first, second } from "./certificates.js";
import { RawClient } from "./raw-client.js";

interface TlsSocketOptions extends ConnectionOptions {
  /** Known to `tls.connect`, not to its types. */
  readonly allowHalfOpen?: boolean;
}

/** A TLS connection whose handshake is done; rejects with why it could not be. Both test certificates are trusted. */
export async function connectTls(port: number, options: TlsSocketOptions = {}): Promise<RawClient> {
  const socket = connect({ host: "127.0.0.1", port, ca: [first.cert, second.cert], ...options });
  const client = new RawClient(socket);
  await once(socket, "secureConnect");
  return client;
}

/** A port that hands on to `port` what comes, byte by byte. */
export async function dripProxy(port: number): Promise<number> {
  const proxy = createServer((client) => {
    const server = connectPlain({ host: "127.0.0.1", port, noDelay: true });
    server.pipe(client);
    client.on("data", async (chunk: Buffer) => {
      client.pause();
      for (const byte of chunk) {
        server.write(Buffer.of(byte));
        await new Promise(setImmediate);
      }
      client.resume();
    });
    client.on("close", () => server.destroy());
    for (const socket of [client, server]) socket.on("error", () => undefined);
  });
  onTestFinished(() => void proxy.close());
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const address = proxy.address();
  if (address === null || typeof address === "string") throw new Error("A TCP server has no port.");
  return address.port;
}
