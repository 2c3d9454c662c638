import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { AfpoolsError } from "@afpools/core";
import { expect, it, onTestFinished, vi } from "vitest";
import { ConnectionListener, type ServedConnection } from "./connection-listener.js";
import { defaultLimits } from "./limits.js";

const error = new AfpoolsError("TOO_MANY_CONNECTIONS", "This server takes none.");

const refused: ServedConnection = {
  address: "127.0.0.1",
  enter: () => error,
  begin: () => undefined,
  drain: () => undefined,
  cut: () => undefined,
  evict: () => undefined,
};

it("tells at most 256 refused clients at once why, and cuts the one that was told first", async () => {
  const listener = new ConnectionListener({
    limits: defaultLimits,
    connect: () => refused,
    rejection: () => "no",
    onRefused: () => undefined,
  });
  onTestFinished(() => listener.close(0));
  const { port } = await listener.listen({
    name: "The test",
    host: "127.0.0.1",
    port: 0,
    settings: "none",
    onError: () => undefined,
  });
  /** A client that was told why it is refused, and does not close. */
  const client = async (): Promise<Socket> => {
    const socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
    onTestFinished(() => void socket.destroy());
    socket.on("error", () => undefined);
    await once(socket, "data");
    return socket;
  };
  const first = await client();
  await Promise.all(Array.from({ length: 256 }, client));
  // What is still sent resets a connection that the server has cut, and only that.
  await vi.waitFor(() => {
    first.write("x");
    expect(first.closed).toBe(true);
  }, 20_000);
});
