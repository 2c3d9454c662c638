import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { listen } from "../listen/listen.js";

/** Whether the server can do its work now, with what a person needs to know about it. */
export interface Health {
  readonly ready: boolean;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface HealthServerOptions {
  readonly host: string;
  readonly port: number;
  health(): Health;
  /** Is told each connection that could not be accepted. */
  onError(error: Error): void;
}

/**
 * Answers `/healthz` (200 while the process lives) and `/readyz` (200 while pools can be served, else 503) with JSON, for
 * monitors and service managers.
 */
export class HealthServer {
  readonly #options: HealthServerOptions;
  readonly #server: Server;

  constructor(options: HealthServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      const { status, body } = answer(request.method ?? "", request.url ?? "", options.health);
      response.writeHead(status, {
        "content-type": "application/json; charset=utf-8",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        ...(status === 405 && { allow: "GET, HEAD" }),
      });
      response.end(request.method === "HEAD" ? undefined : `${JSON.stringify(body)}\n`);
    });
    this.#server.maxConnections = 256;
    this.#server.headersTimeout = 10_000;
    this.#server.requestTimeout = 10_000;
  }

  /** @throws AfpoolsError `INVALID_CONFIG` when the port cannot be had. */
  listen(): Promise<AddressInfo> {
    const { host, port, onError } = this.#options;
    const settings = "server.host and server.httpPort";
    return listen(this.#server, { name: "The health pages", host, port, settings, onError });
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

function answer(method: string, url: string, health: () => Health): { status: number; body: unknown } {
  if (method !== "GET" && method !== "HEAD")
    return { status: 405, body: { error: "only GET and HEAD are answered" } };
  switch (url.split("?")[0]) {
    case "/healthz":
      return { status: 200, body: { status: "ok" } };
    case "/readyz": {
      const { ready, details } = health();
      return { status: ready ? 200 : 503, body: { status: ready ? "ready" : "not ready", ...details } };
    }
    default:
      return { status: 404, body: { error: "not found", pages: ["/healthz", "/readyz"] } };
  }
}
