import type { Socket } from "node:net";
import type { AfpoolsError } from "@afpools/core";
import { encodeError } from "@afpools/protocol";
import { lingerMs } from "../listen/limits.js";

/** Tells a client why it is not let in, and closes. What it sends is thrown away, so that it is not reset before it reads. */
export function rejectConnection(socket: Socket, error: AfpoolsError): void {
  const deadline = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(deadline));
  socket.on("error", () => undefined);
  socket.end(encodeError(null, error));
  socket.resume();
}
