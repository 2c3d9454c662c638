import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A connection to an HTTP port, of which a test writes each byte. It never closes its side by itself. */
export interface RawHttp {
  readonly socket: Socket;
  /** What has come so far, each byte as a character. */
  text(): string;
  /** Sends this; the same connection. */
  send(...parts: readonly (string | Uint8Array)[]): RawHttp;
  /** What has come when this is in it, or when the server has ended the connection. */
  until(part: string | RegExp): Promise<string>;
  /** What has come when the server has ended the connection. */
  closed(): Promise<string>;
}

export async function openRawHttp(port: number): Promise<RawHttp> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
  onTestFinished(() => void socket.destroy());
  let text = "";
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const go of waiting) go();
    waiting.clear();
  };
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
    wake();
  });
  socket.on("end", wake);
  socket.on("close", wake);
  await once(socket, "connect");
  socket.on("error", () => undefined);
  const isEnded = () => socket.readableEnded || socket.closed;
  const until = async (isThere: () => boolean) => {
    while (!isThere() && !isEnded()) await new Promise<void>((resolve) => waiting.add(resolve));
    return text;
  };
  const client: RawHttp = {
    socket,
    text: () => text,
    send: (...parts) => {
      for (const part of parts) socket.write(part);
      return client;
    },
    until: (part) => until(() => (typeof part === "string" ? text.includes(part) : part.test(text))),
    closed: () => until(() => false),
  };
  return client;
}

/** The head of a request for a WebSocket; `more` are lines of their own. */
export function webSocketHead(path: string, ...more: readonly string[]): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    "host: localhost",
    "connection: upgrade",
    "upgrade: websocket",
    "sec-websocket-version: 13",
    "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==",
    ...more,
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** The statuses of the answers in what has come, in their order. */
export function statusesOf(text: string): number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));
}
