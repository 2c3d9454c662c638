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
async function start(most = 10) {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("It listens on no port.");
  const trusted = new TrustedProxies(["127.0.0.1", "10.0.0.1"]);
  const gate = new ProxyGate({ trusted, header: "required", handshakeMs, most });
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
    const outcome = new Promise<Peer | AfpoolsError>((resolve) =>
      gate.pass(socket, peer, { passed: resolve, refused: resolve }),
    );
    return { client, socket, outcome };
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
  const { open } = await start(2);
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
