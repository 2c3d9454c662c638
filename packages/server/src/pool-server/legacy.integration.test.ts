import { Farm, MemoryStore } from "@afpools/core";
import { staticFarm } from "@afpools/core/testing";
import { describe, expect, it } from "vitest";
import { legacyRequest } from "../testing/raw-client.js";
import { aPool, manyPools, startServer } from "../testing/test-server.js";

const answer = (body: string) => `${`{"type": "response", "size": ${body.length}}`.padEnd(1024)}${body}`;

/** What the clients of 2019 get for `twoPools`. */
const golden = answer(
  '[{"name":"gpu","clients":[{"hostname":"pc-01"},{"hostname":"pc-03"}]},' +
    '{"name":"nuke","clients":[{"hostname":"pc-02"}]}]',
);
const goldenInFull = answer(
  '[{"_id":{"$oid":"000000000000000000000001"},"name":"gpu","clients":[' +
    '{"hostname":"pc-01","engine":"","ip":"","port":""},{"hostname":"pc-03","engine":"","ip":"","port":""}]},' +
    '{"_id":{"$oid":"000000000000000000000002"},"name":"nuke","clients":[' +
    '{"hostname":"pc-02","engine":"","ip":"","port":""}]}]',
);

describe("the protocol of 2019", () => {
  it("is answered to the byte, and the connection closed", async () => {
    const { connect } = await startServer();
    const client = (await connect()).send(legacyRequest);
    expect((await client.closed()).toString()).toBe(golden);
    expect(client.error).toBeUndefined();
  });

  it("is answered with all members where the server is set to", async () => {
    const { connect } = await startServer({ legacyForm: "full" });
    expect((await (await connect()).send(legacyRequest).closed()).toString()).toBe(goldenInFull);
  });

  it("is answered behind answers of version 2 that are still on their way", async () => {
    const { connect } = await startServer({ store: new MemoryStore(manyPools(50, 200)) });
    const client = await connect();
    client.ask({ id: 1, command: "GET POOLS", keep: true }, { id: 2, command: "GET POOLS", keep: true });
    client.send(legacyRequest);
    await client.closed();
    expect((await client.responses(3)).map(({ kind }) => kind)).toEqual(["result", "result", "legacy"]);
    expect(client.error).toBeUndefined();
  });

  it("is counted by HELLO: who asks, and whose answers are cut", async () => {
    const { connect, client } = await startServer();
    expect((await client().hello()).legacy).toEqual({ clients: 0, cut: 0, bytes: 0 });
    await (await connect()).send(legacyRequest).closed();
    expect((await client().hello()).legacy).toEqual({ clients: 1, cut: 0, bytes: golden.length - 1024 });
  });

  it("is answered to a client that shuts its sending side down, too", async () => {
    const { connect } = await startServer();
    expect((await (await connect()).send(legacyRequest).end().closed()).toString()).toBe(golden);
  });

  it("is answered to a request that comes in two pieces, cut anywhere", async () => {
    const { connect } = await startServer();
    for (let at = 1; at < legacyRequest.length; at += 1) {
      const client = (await connect()).send(legacyRequest.slice(0, at));
      await new Promise(setImmediate);
      await new Promise(setImmediate);
      expect((await client.send(legacyRequest.slice(at)).closed()).toString()).toBe(golden);
    }
  });

  it("is answered to a request that comes byte by byte", async () => {
    const { connect } = await startServer();
    const client = await connect();
    for (const character of legacyRequest) {
      client.send(character);
      await new Promise(setImmediate);
    }
    expect((await client.closed()).toString()).toBe(golden);
  });

  it("is answered once on a connection, however many requests come on it", async () => {
    const { connect } = await startServer();
    const client = (await connect()).send(legacyRequest.repeat(3), "\n");
    expect((await client.closed()).toString()).toBe(golden);
  });

  it("names what it does not know", async () => {
    const { connect } = await startServer();
    const client = (await connect()).send('{"type": "request", "command": "GET NODES"}');
    expect(await client.response()).toMatchObject({ kind: "error", error: { code: "UNKNOWN_COMMAND" } });
    await client.closed();
  });

  it("lists members by rule, and hosts in the farm's own spelling", async () => {
    const farm = new Farm(["LT-01", "lt-02", "PC-01"].map((name) => ({ name, online: true })));
    const store = new MemoryStore([aPool("all", ["pc-01", "ws-9"], { rules: ["lt-*"] })]);
    const { client } = await startServer({ store, farm: staticFarm(farm) });
    const [pool] = await client().legacyPools();
    expect(pool?.clients.map(({ hostname }) => hostname)).toEqual(["PC-01", "ws-9", "LT-01", "lt-02"]);
  });
});
