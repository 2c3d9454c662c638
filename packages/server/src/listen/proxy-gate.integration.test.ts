import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import type { AfpoolsError } from "@afpools/core";
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import type { Peer } from "./peer.js";
import { ProxyGate } from "./proxy-gate.js";
import { TrustedProxies } from "./trusted-proxies.js";

const near: Peer = { address: "127.0.0.1", loopback: true };
const far: Peer = { address: "10.0.0.1", loopback: false };

const handshakeMs = 60_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A gate that trusts both peers, whichever of them a connection is said to be of. */
async function start({ most = 10, header = "required" as "required" | "optional" } = {}) {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("It listens on no port.");
  const trusted = new TrustedProxies(["127.0.0.1", "10.0.0.1"]);
  const gate = new ProxyGate({ trusted, header, handshakeMs, most });
  onTestFinished(() => {
    gate.close();
    server.close();
  });
  const open = async (peer: Peer) => {
    const accepted = once(server, "connection") as Promise<[Socket]>;
    const client = connect(address.port, "127.0.0.1");
    const [socket] = await accepted;
    onTestFinished(() => {
      client.destroy();
      socket.destroy();
    });
    let text = "";
    let wake: () => void = () => undefined;
    // As the server does: who passes is read from at once.
    const passed = (resolve: (peer: Peer) => void) => (client: Peer) => {
      socket.on("data", (chunk) => {
        text += chunk.toString();
        wake();
      });
      resolve(client);
    };
    const outcome = new Promise<Peer | AfpoolsError>((resolve) =>
      gate.pass(socket, peer, { passed: passed(resolve), refused: resolve }),
    );
    /** What has come behind the header when it is as long. */
    const behind = async (length: number) => {
      while (text.length < length) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return text;
    };
    return { client, socket, outcome, behind };
  };
  return { gate, open };
}

it.each([
  ["on this machine", "is on it, too", near, true],
  ["elsewhere", "is not on this machine", far, false],
])("a client that a proxy %s says is 127.0.0.1 %s", async (_, __, proxy, loopback) => {
  const { open } = await start();
  const { client, outcome } = await open(proxy);
  client.write("PROXY TCP4 127.0.0.1 10.0.0.1 4711 9999\r\n");
  expect(await outcome).toEqual({ address: "127.0.0.1", loopback });
});

it("takes no more connections than may wait, until one has sent its header or has gone", async () => {
  const { open } = await start({ most: 2 });
  const [first, second] = [await open(far), await open(far)];
  const refused = { code: "TOO_MANY_CONNECTIONS" };
  expect(await (await open(far)).outcome).toMatchObject(refused);
  first.client.write("PROXY TCP4 192.0.2.43 10.0.0.1 4711 9999\r\n");
  expect(await first.outcome).toEqual({ address: "192.0.2.43", loopback: false });
  const third = await open(far);
  expect(await (await open(far)).outcome).toMatchObject(refused);
  const gone = once(second.socket, "close");
  second.client.destroy();
  await gone;
  const fourth = await open(far);
  for (const { client, outcome } of [third, fourth]) {
    client.write("PROXY UNKNOWN\r\n");
    expect(await outcome).toEqual(far);
  }
});

it("ends those that send no header in time, and only those", async () => {
  const { open } = await start();
  const [silent, quick] = [await open(far), await open(far)];
  quick.client.write("PROXY UNKNOWN\r\n");
  await quick.outcome;
  vi.advanceTimersByTime(handshakeMs - 1);
  expect(silent.socket.destroyed).toBe(false);
  vi.advanceTimersByTime(1);
  expect([silent.socket.destroyed, quick.socket.destroyed]).toEqual([true, false]);
});

it("passes on at once who is no proxy, with all that comes", async () => {
  const { open } = await start();
  const stranger: Peer = { address: "192.0.2.7", loopback: false };
  const { client, outcome, behind } = await open(stranger);
  expect(await outcome).toEqual(stranger);
  client.write("PROXY UNKNOWN\r\n");
  expect(await behind(15)).toBe("PROXY UNKNOWN\r\n");
});

it.each([
  ["in one piece", ["PROXY TCP4 192.0.2.43 10.0.0.1 4711 9999\r\nhello"]],
  ["in pieces", ["PROXY TCP4 192.0.2.43 ", "10.0.0.1 4711 9999\r\nhe", "llo"]],
])("leaves what stands behind a header that comes %s", async (_, pieces) => {
  const { open } = await start();
  const { client, outcome, behind } = await open(far);
  client.setNoDelay(true);
  for (const piece of pieces) {
    client.write(piece);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await outcome).toEqual({ address: "192.0.2.43", loopback: false });
  expect(await behind(5)).toBe("hello");
});

it("goes on reading where nothing stands behind the header yet", async () => {
  const { open } = await start();
  const { client, outcome, behind } = await open(far);
  client.write("PROXY UNKNOWN\r\n");
  await outcome;
  client.write("hello");
  expect(await behind(5)).toBe("hello");
});

it.each(["PROXY TCP4 nobody 10.0.0.1 1 2\r\n", "GET / HTTP/1.1\r\n", '{"version":2}'])(
  "refuses %j where a header is required, once",
  async (bytes) => {
    const { open, gate } = await start({ most: 1 });
    const { client, outcome } = await open(far);
    client.write(bytes);
    expect(await outcome).toMatchObject({ code: "MALFORMED_MESSAGE" });
    // It waits for nothing any more.
    const next = await open(far);
    next.client.write("PROXY UNKNOWN\r\n");
    expect(await next.outcome).toEqual(far);
    gate.close();
  },
);

it("takes connections without a header where it is optional, and reads one that is there", async () => {
  const { open } = await start({ header: "optional" });
  const plain = await open(far);
  plain.client.write("GET / HTTP/1.1\r\n");
  expect(await plain.outcome).toEqual(far);
  expect(await plain.behind(16)).toBe("GET / HTTP/1.1\r\n");
  const headed = await open(far);
  headed.client.write("PROXY TCP4 192.0.2.43 10.0.0.1 4711 9999\r\n");
  expect(await headed.outcome).toEqual({ address: "192.0.2.43", loopback: false });
  const wrong = await open(far);
  wrong.client.write("PROXY TCP4 nobody\r\n");
  expect(await wrong.outcome).toMatchObject({ code: "MALFORMED_MESSAGE" });
});

it("ends who closes before the header is complete, and all who wait when the server stops", async () => {
  const { open, gate } = await start();
  const [left, waiting] = [await open(far), await open(far)];
  const closed = once(left.socket, "close");
  left.client.end("PROXY ");
  await closed;
  const ended = once(waiting.socket, "close");
  gate.close();
  await ended;
  expect([left.socket.destroyed, waiting.socket.destroyed]).toEqual([true, true]);
});
