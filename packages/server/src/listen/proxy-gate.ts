import type { Socket } from "node:net";
import { AfpoolsError, toAfpoolsError } from "@afpools/core";
import { type Peer, peerOf } from "./peer.js";
import { beginsProxyHeader, type ProxyHeader, readProxyHeader } from "./proxy-header.js";
import type { TrustedProxies } from "./trusted-proxies.js";

export interface ProxyGateOptions {
  readonly trusted: TrustedProxies;
  /**
   * Must connections of trusted proxies begin with a header? If not, a proxy that passes bytes on as they are lets its clients write
   * one. By HTTP they could write `X-Forwarded-For` as well.
   */
  readonly header: "required" | "optional";
  /** Time from connecting to the end of the header, in ms. */
  readonly handshakeMs: number;
  /** How many connections may be without their header at a time. */
  readonly most: number;
}

/** The outcome of {@link ProxyGate.pass}. One of the two is called, once; neither if the connection ends before. */
export interface ProxyGateOutcome {
  /** The connection is of this client, and goes on with what follows the header. */
  passed(client: Peer): void;
  /** The connection may not be used. */
  refused(error: AfpoolsError): void;
}

/** Takes the headers of the PROXY protocol off the connections of trusted proxies. */
export class ProxyGate {
  readonly #options: ProxyGateOptions;
  readonly #pending = new Set<Socket>();

  constructor(options: ProxyGateOptions) {
    this.#options = options;
  }

  /** Passes connections of others on at once. */
  pass(socket: Socket, peer: Peer, outcome: ProxyGateOutcome): void {
    const { trusted, handshakeMs, most } = this.#options;
    if (!trusted.has(peer.address)) {
      outcome.passed(peer);
      return;
    }
    if (this.#pending.size >= most) {
      const reason = "Too many connections of proxies have sent no header yet.";
      outcome.refused(new AfpoolsError("TOO_MANY_CONNECTIONS", reason));
      return;
    }
    this.#pending.add(socket);
    let bytes: Buffer = Buffer.alloc(0);
    const giveUp = () => socket.destroy();
    const deadline = setTimeout(giveUp, handshakeMs);
    const leave = () => {
      clearTimeout(deadline);
      this.#pending.delete(socket);
      socket.off("data", take).off("end", giveUp).off("close", leave);
    };
    const take = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const header = this.#read(bytes);
      if (header instanceof AfpoolsError) {
        leave();
        outcome.refused(header);
      } else if (header.kind === "complete") {
        leave();
        socket.pause();
        if (bytes.length > header.length) socket.unshift(bytes.subarray(header.length));
        outcome.passed(header.source === undefined ? peer : clientOf(header.source, peer));
        socket.resume();
      }
    };
    socket.on("error", () => undefined);
    socket.on("data", take).on("end", giveUp).on("close", leave);
  }

  /** Ends the connections whose header is not complete. */
  close(): void {
    for (const socket of this.#pending) socket.destroy();
  }

  #read(bytes: Buffer): ProxyHeader | AfpoolsError {
    if (this.#options.header === "optional" && !beginsProxyHeader(bytes)) {
      return { kind: "complete", length: 0, source: undefined };
    }
    try {
      return readProxyHeader(bytes);
    } catch (error) {
      return toAfpoolsError(error);
    }
  }
}

/** A client of a proxy is on this machine only if the proxy is, too. */
function clientOf(source: string, proxy: Peer): Peer {
  const client = peerOf(source);
  return { ...client, loopback: client.loopback && proxy.loopback };
}
