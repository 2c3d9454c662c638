import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/**
 * Closes a connection at once; what the client did not take is dropped. It is reset where it can be, which frees the system's
 * buffers, too. `node:tls` has no reset, and a socket whose end is being sent refuses one, and then would never close.
 */
export function cutSocket(socket: Socket): void {
  const isEnding = socket.writableEnded && socket.writableLength === 0;
  if (isEnding || socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}
