import { type HistoryQuery, MemoryStore, type PoolChange } from "@afpools/core";
import { describe, expect, it } from "vitest";
import { HangingStore } from "../testing/hanging-store.js";
import type { RawClient } from "../testing/raw-client.js";
import { manyPools, startServer, type TestServer, twoPools, vastPools } from "../testing/test-server.js";

/** So many connections that were answered once and are kept, in the order of their answers. */
async function keptConnections({ connect }: TestServer, count: number): Promise<RawClient[]> {
  const clients: RawClient[] = [];
  for (let index = 0; index < count; index += 1) {
    const client = (await connect()).ask({ id: index, command: "HELLO", keep: true });
    await client.responses(1);
    clients.push(client);
  }
  return clients;
}

describe("more connections than the limit", () => {
  it.each(["connections", "connectionsPerAddress"])(
    "%s: who has waited for longest gives way",
    async (limit) => {
      const test = await startServer({ limits: { [limit]: 3 } });
      const [first, second, third] = await keptConnections(test, 3);
      first?.ask({ id: "again", command: "HELLO", keep: true });
      await first?.responses(2);
      await test.assertAnswers();
      expect(await second?.response(2)).toMatchObject({
        kind: "error",
        id: null,
        error: { code: "TOO_MANY_CONNECTIONS", message: expect.stringContaining("at most 3 connections") },
      });
      await second?.closed();
      for (const kept of [first, third]) {
        expect(kept?.socket.readyState).toBe("open");
        kept?.ask({ id: "still", command: "HELLO", keep: true });
      }
      expect(await first?.response(3)).toMatchObject({ id: "still" });
      expect(await third?.response(2)).toMatchObject({ id: "still" });
    },
  );

  it("are refused with an error while the server works for all others", async () => {
    const store = new HangingStore(twoPools);
    const { connect, assertAnswers } = await startServer({ store, limits: { connections: 2 } });
    const working = [await connect(), await connect()];
    for (const client of working) client.ask({ id: 1, command: "GET HISTORY" });
    await store.asked(2);
    const refused = await connect();
    await refused.closed();
    expect(await refused.response()).toMatchObject({ error: { code: "TOO_MANY_CONNECTIONS" } });
    store.release();
    for (const client of working) expect(await client.response()).toMatchObject({ kind: "result" });
    await assertAnswers();
  });

  it("find room where others do not read", async () => {
    const store = new MemoryStore(vastPools());
    const { connect, assertAnswers, log } = await startServer({ store, limits: { connections: 3 } });
    for (let index = 0; index < 3; index += 1) {
      const client = await connect();
      client.socket.pause();
      client.ask({ id: 1, command: "GET POOLS", keep: true });
    }
    await assertAnswers();
    await log.refusal("TOO_MANY_CONNECTIONS");
  });

  it("are counted no more once they are closed", async () => {
    const { connect, server, assertAnswers } = await startServer({ limits: { connections: 2 } });
    for (let time = 0; time < 20; time += 1) await assertAnswers();
    const client = (await connect()).end();
    await client.closed();
    await assertAnswers();
    expect(server.health().details.connections).toBeLessThanOrEqual(2);
  });
});

describe("the size of a request", () => {
  const request = (bytes: number) => {
    const frame = JSON.stringify({ version: 2, id: 1, command: "GET POOL", args: { pool: "" } });
    return frame.replace('""', `"${"x".repeat(bytes - frame.length)}"`);
  };

  it("is taken up to the limit", async () => {
    const { connect } = await startServer({ limits: { requestBytes: 2_000 } });
    const client = (await connect()).send(request(2_000));
    expect(await client.response()).toMatchObject({ error: { code: "POOL_NOT_FOUND" } });
  });

  it("is refused beyond it, before the request is whole", async () => {
    const { connect, assertAnswers } = await startServer({ limits: { requestBytes: 2_000 } });
    for (const text of [request(2_001), "{".padEnd(2_001, '"a'), " ".repeat(2_001)]) {
      const client = (await connect()).send(text);
      await client.closed();
      expect(await client.response()).toMatchObject({ error: { code: "MESSAGE_TOO_LARGE" } });
    }
    await assertAnswers();
  });

  it("is refused to a client that goes on to send", async () => {
    const { connect, assertAnswers } = await startServer();
    const client = await connect();
    client.send("{", Buffer.alloc(4 << 20, "["));
    await client.closed();
    await assertAnswers();
  });
});

describe("answers that are not read", () => {
  /** A history whose answer is larger than what the system holds for a connection. */
  class LongHistory extends MemoryStore {
    override async history(_: HistoryQuery): Promise<readonly PoolChange[]> {
      const change: PoolChange = {
        id: "0".repeat(24),
        kind: "update",
        poolId: "1".repeat(24),
        poolName: "gpu",
        revision: 1,
        diff: { description: { before: "x".repeat(8 << 20), after: "" } },
        by: "anna",
        origin: "test",
        at: "2026-01-02T03:04:05.000Z",
      };
      return [change];
    }
  }

  it("take no more memory than the limit: who has not read for longest is ended", async () => {
    const { connect, log, server, assertAnswers } = await startServer({
      store: new LongHistory(twoPools),
      limits: { unreadBytes: 20 << 20 },
    });
    for (let index = 0; index < 5; index += 1) {
      const client = await connect();
      client.socket.pause();
      client.ask({ id: index, command: "GET HISTORY", keep: index % 2 === 0 });
    }
    const isCut = ({ values }: { values: { error?: unknown } }) =>
      /not read in time/.test(String(values.error));
    for (let cut = 1; cut <= 3; cut += 1) await log.line(() => log.lines.filter(isCut).length >= cut);
    await assertAnswers();
    expect(log.lines.filter(isCut)).toHaveLength(3);
    expect(server.health().details.connections).toBeGreaterThanOrEqual(2);
  });

  it("count no more once they are read", async () => {
    const { client, log } = await startServer({
      store: new LongHistory(twoPools),
      limits: { unreadBytes: 20 << 20 },
    });
    const kept = client({ keep: true });
    for (let time = 0; time < 6; time += 1) expect((await kept.history()).changes).toHaveLength(1);
    for (let time = 0; time < 6; time += 1) expect((await client().history()).changes).toHaveLength(1);
    expect(log.lines.filter(({ values }) => values.code === "TIMEOUT")).toEqual([]);
  });
});

describe("many clients", () => {
  it("a thousand that say nothing do not keep a good request from its answer", async () => {
    const test = await startServer();
    const idle = await Promise.all(Array.from({ length: 1_000 }, () => test.connect()));
    await test.assertAnswers();
    expect(test.server.health().details.connections).toBeGreaterThanOrEqual(1_000);
    expect(idle.filter(({ socket }) => socket.readyState === "open")).toHaveLength(1_000);
  });

  it("a hundred that do not read what they ask for do not, either", async () => {
    const test = await startServer({ store: new MemoryStore(vastPools()) });
    for (let index = 0; index < 100; index += 1) {
      const client = await test.connect();
      client.socket.pause();
      client.send('{"version":2,"id":1,"command":"GET POOLS","keep":true}\n'.repeat(100));
    }
    await test.assertAnswers();
  });

  it("one that sends requests without end does not, and gets all its answers when it reads", async () => {
    const { connect, assertAnswers } = await startServer();
    const flood = await connect();
    flood.socket.pause();
    const count = 50_000;
    flood.ask(...Array.from({ length: count }, (_, id) => ({ id, command: "HELLO", keep: true })));
    await assertAnswers();
    flood.socket.resume();
    const answers = await flood.responses(count);
    expect(answers.map((answer) => ("id" in answer ? answer.id : null))).toEqual(answers.map((_, id) => id));
  });

  it("one that asks for much work in one piece takes turns with others", async () => {
    const { connect, client } = await startServer({ store: new MemoryStore(manyPools(100, 100)) });
    const many = await connect();
    const expression = Array.from({ length: 100 }, (_, number) => `"pool ${number}"`).join(" + ");
    const requests = Array.from({ length: 30 }, (_, id) => ({
      id,
      command: "GET MASK",
      args: { expression },
      keep: true,
    }));
    many.ask(...requests);
    await many.responses(1);
    await client().hello();
    expect((await many.responses(1)).length).toBeLessThan(requests.length);
    expect(await many.responses(requests.length)).toHaveLength(requests.length);
  });
});
