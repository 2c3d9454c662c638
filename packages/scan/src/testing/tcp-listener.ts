import { once } from "node:events";
import { createServer } from "node:net";
import { onTestFinished } from "vitest";

/** Listens on a port of this address, by default any free one, until the test has ended. Gives the port. */
export async function tcpListener(address: string, port = 0): Promise<number> {
  const server = createServer((socket) => socket.on("error", () => undefined).resume());
  onTestFinished(() => void server.close());
  server.listen(port, address);
  await once(server, "listening");
  return (server.address() as { port: number }).port;
}
