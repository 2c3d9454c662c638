import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { it, onTestFinished } from "vitest";
import { cutSocket } from "./cut-socket.js";

/** A connection whose client reads nothing, as the server has it. */
async function unreadConnection(): Promise<Socket> {
  const server = createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const accepted = once(server, "connection");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1")
    .on("error", () => undefined)
    .pause();
  onTestFinished(() => {
    client.destroy();
    server.close();
  });
  return (await accepted)[0] as Socket;
}

const much = Buffer.alloc(50 << 20);

it.each<[string, (socket: Socket) => unknown]>([
  ["nothing was written to", () => undefined],
  ["has answers that are not taken", (socket) => socket.write(much)],
  ["is being ended", (socket) => socket.end()],
  ["is being ended behind an answer", (socket) => socket.end("answer")],
  ["is being ended behind answers that are not taken", (socket) => socket.end(much)],
  ["has been ended", (socket) => once(socket.end(), "finish")],
])("closes a connection that %s", async (_, prepare) => {
  const socket = await unreadConnection();
  await prepare(socket);
  const closed = once(socket, "close");
  cutSocket(socket);
  await closed;
});
