import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { Transport } from "./transport.js";

const servers: Server[] = [];
const sockets = new Set<Socket>();

/** A server on 127.0.0.1 that does with each connection what the test says. */
async function serve(onSocket: (socket: Socket) => void) {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    onSocket(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("The server has no port.");
  return { host: "127.0.0.1", port: address.port };
}

async function closeServers() {
  const closed = servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve)));
  for (const socket of sockets) socket.destroy();
  await Promise.all(closed);
}

afterEach(closeServers);

const request = { get: { type: "renders" } };

describe("Transport", () => {
  it("sends a request in one write, reads to the stated length and closes at once", async () => {
    const reads: string[] = [];
    let onClose: (() => void) | undefined;
    const closed = new Promise<void>((resolve) => {
      onClose = resolve;
    });
    const address = await serve((socket) => {
      socket.on("data", (data) => {
        reads.push(data.toString());
        socket.write('AFANASY 14 JSON{"renders":[]}  ');
      });
      socket.on("close", () => onClose?.());
    });
    expect(await new Transport(address, 5000).request(request)).toEqual({ renders: [] });
    await closed;
    expect(reads).toEqual(['AFANASY 26 JSON{"get":{"type":"renders"}}']);
  });

  it("has four connections at most, whatever is asked", async () => {
    let waiting = 0;
    let most = 0;
    const address = await serve((socket) => {
      socket.on("data", () => {
        most = Math.max(most, ++waiting);
        // Long enough for a fifth to come, were it sent.
        setTimeout(() => {
          waiting--;
          socket.write("AFANASY 2 JSON{}");
        }, 10);
      });
    });
    const transport = new Transport(address, 5000);
    await Promise.all(Array.from({ length: 12 }, () => transport.request(request)));
    expect(most).toBe(4);
  });

  it("says that nothing listens there, with the address and what to do", async () => {
    const address = await serve(() => undefined);
    await closeServers();
    await expect(new Transport(address, 5000).request(request)).rejects.toMatchObject({
      code: "SERVER_UNREACHABLE",
      message: `No answer from afserver at 127.0.0.1:${address.port}: nothing listens there. Start afserver, or correct host and port (af_servername, af_serverport).`,
      details: { address: `127.0.0.1:${address.port}`, reason: "ECONNREFUSED" },
    });
  });

  it("says that a name cannot be resolved", async () => {
    const transport = new Transport({ host: "no-such-host.invalid", port: 51_000 }, 20_000);
    await expect(transport.request(request)).rejects.toMatchObject({ code: "SERVER_UNREACHABLE" });
  });

  it.each([
    ["", "after 0 bytes of its header"],
    ["AFANASY 10 JSON{}", "after 2 of the 10 bytes it announced"],
  ])("says that the connection was closed early: %j", async (sent, progress) => {
    const address = await serve((socket) => socket.on("data", () => socket.end(sent)));
    await expect(new Transport(address, 5000).request(request)).rejects.toMatchObject({
      code: "SERVER_UNREACHABLE",
      message: expect.stringContaining(progress),
    });
  });

  it("says that another server answered", async () => {
    const address = await serve((socket) => socket.write("220 mail.example ESMTP"));
    await expect(new Transport(address, 5000).request(request)).rejects.toMatchObject({
      code: "UNEXPECTED_ANSWER",
      message: expect.stringContaining(`127.0.0.1:${address.port}`),
    });
  });

  it("refuses an answer by its header when it is too large", async () => {
    const address = await serve((socket) => socket.write("AFANASY 67108853 JSON"));
    await expect(new Transport(address, 5000).request(request)).rejects.toMatchObject({
      code: "MESSAGE_TOO_LARGE",
    });
  });

  it("gives up after its time", async () => {
    const address = await serve(() => undefined);
    await expect(new Transport(address, 20).request(request)).rejects.toMatchObject({
      code: "TIMEOUT",
      details: { timeoutMs: 20 },
    });
  });

  it("gives up when told to, under way, in the queue and before", async () => {
    let arrived = 0;
    const controller = new AbortController();
    const address = await serve((socket) => {
      socket.on("data", () => {
        if (++arrived === 4) controller.abort();
      });
    });
    const transport = new Transport(address, 5000);
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, () => transport.request(request, { signal: controller.signal })),
    );
    for (const result of results) {
      expect(result).toMatchObject({ status: "rejected", reason: { code: "ABORTED" } });
    }
    await expect(transport.request(request, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "ABORTED",
    });
    expect(arrived).toBe(4);
  });

  it("sends what has no answer, and does not mind when it does not arrive", async () => {
    let received: ((text: string) => void) | undefined;
    const text = new Promise<string>((resolve) => {
      received = resolve;
    });
    const address = await serve((socket) => {
      socket.on("data", (data) => received?.(data.toString()));
    });
    const transport = new Transport(address, 5000);
    await transport.post({ a: 1 });
    expect(await text).toBe('AFANASY 7 JSON{"a":1}');
    await closeServers();
    await transport.post({ a: 1 });
  });
});
