import { once } from "node:events";
import { connect as connectPlain } from "node:net";
import { MemoryStore } from "@afpools/core";
import { describe, expect, it } from "vitest";
import { HangingStore } from "../testing/hanging-store.js";
import { legacyRequest } from "../testing/raw-client.js";
import { startServer, twoPools, vastPools } from "../testing/test-server.js";
import { createPoolServer } from "./pool-server.js";

/** Not reached by a server that drains as it should. */
const limits = { drainMs: 60_000 };

describe("a server that closes", () => {
  it("takes no new connections, and can listen no more", async () => {
    const { server, port } = await startServer({ limits });
    expect(server.address()?.port).toBe(port);
    await server.close();
    expect(server.address()).toBeUndefined();
    expect(server.health().ready).toBe(false);
    const [error] = await once(connectPlain(port, "127.0.0.1"), "error");
    expect(error).toMatchObject({ code: "ECONNREFUSED" });
    await expect(server.listen()).rejects.toMatchObject({ code: "SERVER_CLOSING" });
    await server.close();
  });

  it("tells idle kept connections, and closes them", async () => {
    const { server, connect } = await startServer({ limits });
    const client = (await connect()).ask({ id: 1, command: "HELLO", keep: true });
    await client.responses(1);
    await server.close();
    await client.closed();
    expect(await client.response(2)).toMatchObject({ id: null, error: { code: "SERVER_CLOSING" } });
  });

  it("finishes a request that is under way, and those that came with it", async () => {
    const store = new HangingStore(twoPools);
    const { server, connect } = await startServer({ store, limits });
    const client = await connect();
    client.ask({ id: 1, command: "GET HISTORY", keep: true }, { id: 2, command: "GET POOLS", keep: true });
    await store.asked();
    const closed = server.close();
    store.release();
    await closed;
    await client.closed();
    expect(await client.responses(3)).toMatchObject([
      { kind: "result", id: 1 },
      { kind: "result", id: 2 },
      { error: { code: "SERVER_CLOSING" } },
    ]);
  });

  it("waits for the rest of a request that has begun", async () => {
    const { server, connect, client: open } = await startServer({ limits });
    const client = (await connect()).ask({ id: 1, command: "HELLO", keep: true });
    await client.responses(1);
    client.send(legacyRequest.slice(0, 20));
    await open().hello();
    const closed = server.close();
    client.send(legacyRequest.slice(20));
    await closed;
    expect(await client.responses(2)).toMatchObject([{ id: 1 }, { kind: "legacy" }]);
  });

  it("answers a client that had just connected", async () => {
    const { server, connect, client: open } = await startServer({ limits });
    const client = await connect();
    await open().hello();
    const closed = server.close();
    expect(await client.send(legacyRequest).response()).toMatchObject({ kind: "legacy" });
    await closed;
  });

  it("does not wait long for a client that has connected and says nothing", async () => {
    const { server, connect, client: open } = await startServer({ limits });
    const client = await connect();
    await open().hello();
    await server.close();
    await client.closed();
    expect(await client.response()).toMatchObject({ error: { code: "SERVER_CLOSING" } });
  });

  it("lets a slow reader have its whole answer", async () => {
    const {
      server,
      connect,
      client: open,
    } = await startServer({ store: new MemoryStore(vastPools()), limits });
    const client = await connect();
    client.socket.pause();
    client.ask({ id: 1, command: "GET POOLS", keep: true });
    await open().hello();
    const closed = server.close();
    client.socket.resume();
    expect(await client.response()).toMatchObject({ kind: "result", id: 1 });
    await closed;
  });

  it("cuts what is not done at the deadline", async () => {
    const {
      server,
      connect,
      client: open,
      log,
    } = await startServer({
      store: new MemoryStore(vastPools()),
      limits: { drainMs: 100 },
    });
    const client = await connect();
    client.socket.pause();
    client.send(legacyRequest);
    await open().hello();
    await server.close();
    expect(log.lines.at(-1)).toMatchObject({ level: "warn", values: { connections: 1 } });
  });

  it("frees its port at once, though clients had connected", async () => {
    const first = await startServer();
    const client = await first.connect();
    client.send(legacyRequest);
    await client.closed();
    await first.server.close();
    const second = createPoolServer({ store: new MemoryStore(twoPools), port: first.port });
    expect((await second.listen()).port).toBe(first.port);
    await second.close();
  });

  it("before it has heard from its store does not listen", async () => {
    class SilentStore extends MemoryStore {
      override watch() {
        return { refresh: async () => undefined, close: async () => undefined };
      }
    }
    const server = createPoolServer({ store: new SilentStore(), port: 0 });
    const listening = expect(server.listen()).rejects.toMatchObject({ code: "SERVER_CLOSING" });
    await server.close();
    await listening;
  });
});

describe("a server that cannot listen", () => {
  it("says why and what to do", async () => {
    const { port } = await startServer();
    const server = createPoolServer({ store: new MemoryStore(), port });
    await expect(server.listen()).rejects.toMatchObject({
      code: "INVALID_CONFIG",
      message: `The Pool Server cannot listen on 127.0.0.1 port ${port}: another program listens there already. Choose another with server.host and server.port.`,
    });
    await server.close();
    const elsewhere = createPoolServer({ store: new MemoryStore(), host: "192.0.2.1", port: 0 });
    await expect(elsewhere.listen()).rejects.toMatchObject({ code: "INVALID_CONFIG" });
    await elsewhere.close();
  });
});
