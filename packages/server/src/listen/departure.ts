import { setMaxListeners } from "node:events";
import { AfpoolsError } from "@afpools/core";

/** Tells those who work for a client that it has left. */
export class Departure {
  #controller: AbortController | undefined;
  #reason: AfpoolsError | undefined;

  /** Is aborted when the client has left, which may be before anybody asks for it. */
  get signal(): AbortSignal {
    this.#controller ??= newController();
    if (this.#reason) this.#controller.abort(this.#reason);
    return this.#controller.signal;
  }

  /** The client has closed its side of the connection, or all of it. If it only stopped sending, it is told the reason. */
  leave(): void {
    this.#reason ??= new AfpoolsError(
      "ABORTED",
      "The client closed its side of the connection before the answer was worked out. Keep it open until the answer has come.",
    );
    this.#controller?.abort(this.#reason);
  }
}

/** Each request of the client that waits listens to it: there may be many. */
function newController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
