import { connect, type Socket } from "node:net";
import { deadline } from "./deadline.js";
import { readSocketError } from "./socket-error.js";

export interface KnockOptions {
  readonly ports: readonly number[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Is told the code of an error of this machine's own, such as `EMFILE`: that no answer came says nothing then. */
  onTrouble(code: string): void;
}

/**
 * Is somebody at the address? Connects to all the ports at once and is done with the first that is taken or refused; no byte
 * is sent. Never rejects; the signal ends it with `false`.
 */
export function knock(address: string, options: KnockOptions): Promise<boolean> {
  const { ports, timeoutMs, signal, onTrouble } = options;
  return new Promise((resolve) => {
    const sockets = new Set<Socket>();
    const end = (isThere: boolean) => {
      callOff();
      signal.removeEventListener("abort", giveUp);
      for (const socket of sockets) socket.destroy();
      resolve(isThere);
    };
    const giveUp = () => end(false);
    const callOff = deadline(timeoutMs, giveUp);
    signal.addEventListener("abort", giveUp, { once: true });
    if (signal.aborted || ports.length === 0) {
      giveUp();
      return;
    }
    for (const port of ports) {
      const socket = connect({ host: address, port });
      sockets.add(socket);
      socket.on("connect", () => end(true));
      socket.on("error", (error) => {
        const reading = readSocketError(error);
        if (reading.kind === "refused") end(true);
        if (reading.kind === "trouble") onTrouble(reading.code);
        sockets.delete(socket);
        if (sockets.size === 0) end(false);
      });
    }
  });
}
