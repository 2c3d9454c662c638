import { MemoryStore } from "@afpools/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { legacyRequest, type RawClient } from "../testing/raw-client.js";
import { startServer, vastPools } from "../testing/test-server.js";

/** Short enough to be waited for; every other limit keeps its long default, so that it cannot be the one that ends it. */
const shortMs = 150;

/** Sends `text` again and again, a character every 20 ms, until the connection is closed. */
function drip(client: RawClient, text: string): void {
  let at = 0;
  const timer = setInterval(() => {
    client.send(text.charAt(at % text.length));
    at += 1;
  }, 20);
  const stop = () => clearInterval(timer);
  client.socket.on("close", stop);
  onTestFinished(stop);
}

describe("the time for a request", () => {
  it("begins with the connection: silence is ended and told why", async () => {
    const { connect, assertAnswers } = await startServer({ limits: { requestMs: shortMs } });
    const client = await connect();
    await client.closed();
    expect(await client.response()).toMatchObject({ kind: "error", id: null, error: { code: "TIMEOUT" } });
    await assertAnswers();
  });

  it("is not made longer by a byte now and then", async () => {
    const { connect, assertAnswers } = await startServer({ limits: { requestMs: shortMs } });
    const client = await connect({ allowHalfOpen: true });
    drip(client, `{"version": 2, "id": "${"x".repeat(10_000)}`);
    await client.closed();
    expect(await client.response()).toMatchObject({ kind: "error", id: null, error: { code: "TIMEOUT" } });
    await assertAnswers();
  });

  it("is not made longer by white space", async () => {
    const { connect, assertAnswers } = await startServer({ limits: { requestMs: shortMs } });
    const client = await connect();
    drip(client, " ");
    await client.closed();
    expect(await client.response()).toMatchObject({ error: { code: "TIMEOUT" } });
    await assertAnswers();
  });

  it("holds for each further request of a kept connection", async () => {
    const { connect, assertAnswers } = await startServer({ limits: { requestMs: shortMs } });
    const client = await connect({ allowHalfOpen: true });
    client.ask({ id: 1, command: "HELLO", keep: true });
    await client.responses(1);
    drip(client, `{"version": 2, "id": "${"x".repeat(10_000)}`);
    await client.closed();
    expect(await client.response(2)).toMatchObject({ error: { code: "TIMEOUT" } });
    await assertAnswers();
  });

  it("holds for a request whose first bytes came with the one before", async () => {
    const { connect } = await startServer({ limits: { requestMs: shortMs } });
    const client = (await connect()).ask({ id: 1, command: "HELLO", keep: true }).send('{"version": 2');
    await client.closed();
    expect(await client.responses(2)).toMatchObject([{ id: 1 }, { error: { code: "TIMEOUT" } }]);
  });
});

describe("the time that a kept connection may be idle", () => {
  it("ends it in silence", async () => {
    const { connect, assertAnswers } = await startServer({ limits: { idleMs: shortMs } });
    const client = (await connect()).ask({ id: 1, command: "HELLO", keep: true });
    await client.closed();
    expect(await client.responses(2)).toHaveLength(1);
    expect(client.error).toBeUndefined();
    await assertAnswers();
  });

  it("is not made longer by white space", async () => {
    const { connect } = await startServer({ limits: { idleMs: shortMs } });
    const client = (await connect()).ask({ id: 1, command: "HELLO", keep: true });
    await client.responses(1);
    drip(client, "\n");
    await client.closed();
    expect(await client.responses(2)).toHaveLength(1);
  });
});

describe("the time for an answer", () => {
  const store = () => new MemoryStore(vastPools());

  it.each([
    ["of 2019", legacyRequest],
    ["that is kept", '{"version":2,"id":1,"command":"GET POOLS","keep":true}\n'.repeat(3)],
    ["that is the last", '{"version":2,"id":1,"command":"GET POOLS"}\n'],
  ])("ends a connection whose client does not read: an answer %s", async (_, request) => {
    const { connect, log, assertAnswers } = await startServer({
      store: store(),
      limits: { answerMs: shortMs },
    });
    const client = await connect();
    client.socket.pause();
    client.send(request);
    await log.refusal("TIMEOUT");
    await assertAnswers();
    client.socket.resume();
    // Less than one answer: what was not taken is dropped.
    expect((await client.closed()).length).toBeLessThan(24 << 20);
  });

  it("is not made longer by reading a little now and then", async () => {
    const { connect, log } = await startServer({ store: store(), limits: { answerMs: shortMs } });
    const client = await connect();
    client.socket.pause();
    client.send('{"version":2,"id":1,"command":"GET POOLS","keep":true}\n'.repeat(100));
    const timer = setInterval(() => client.socket.read(1_000), 20);
    onTestFinished(() => clearInterval(timer));
    await log.refusal("TIMEOUT");
  });

  it("is enough for a reader that reads", async () => {
    const { client } = await startServer({ store: store() });
    expect((await client().pools()).pools).toHaveLength(1);
    expect(await client().legacyPools()).toHaveLength(1);
  });
});

describe("a client that does not close after the last answer", () => {
  it("is given a moment, then is closed", async () => {
    const { connect, server } = await startServer();
    const client = await connect({ allowHalfOpen: true });
    client.send(legacyRequest);
    await new Promise((resolve) => client.socket.once("end", resolve));
    expect(server.health().details.connections).toBe(1);
    // Sends on without end: the connection is reset some time after the server has closed.
    drip(client, "x");
    await client.closed();
    expect(server.health().details.connections).toBe(0);
  });
});
