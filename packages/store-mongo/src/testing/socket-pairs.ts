import type { Socket } from "node:net";

/** Sockets to clients, each with the one to the server behind it: when one closes, so does the other. */
export class SocketPairs {
  readonly #sockets = new Set<Socket>();

  add(client: Socket, server: Socket): void {
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }

  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
