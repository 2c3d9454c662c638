import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Farm, MemoryStore, type PoolStore, storeParts } from "@afpools/core";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { WebSocket } from "ws";
import { LogRecorder } from "../testing/log-recorder.js";
import type { ServerOptions } from "./compose.js";
import { createHttpHandler } from "./http-handler.js";

const memory = { file: "none.json", environment: {}, flags: { store: "memory:", "afanasy.server": "none" } };

async function start(options: Partial<ServerOptions> = {}) {
  const handler = await createHttpHandler({ settings: memory, log: new LogRecorder(), ...options });
  onTestFinished(() => handler.close());
  const get = (path: string, init: RequestInit = {}, base = "http://localhost") =>
    handler.fetch(new Request(`${base}${path}`, init), { address: "192.0.2.43" });
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    get(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  return { handler, get, post };
}

const authenticate: ServerOptions["authenticate"] = ({ headers }) => {
  const name = headers.get("x-user");
  return name === null ? undefined : { name, role: name === "root" ? "admin" : "editor" };
};

/** A store without any part. */
function poolsAlone(): PoolStore {
  const store = new MemoryStore();
  return {
    location: "own:",
    listPools: () => store.listPools(),
    findPool: (idOrName) => store.findPool(idOrName),
    write: (change) => store.write(change),
    history: (query) => store.history(query),
    findChange: (id) => store.findChange(id),
    findPoolInHistory: (idOrName) => store.findPoolInHistory(idOrName),
    watch: (listener) => store.watch(listener),
    close: () => store.close(),
  };
}

describe("a handler of requests", () => {
  it("has API, health pages and metrics, with the accounts of its store", async () => {
    const { handler, get } = await start();
    expect(handler.welcomePath).toMatch(/^\/welcome#token=/);
    for (const path of ["/api/v1/pools", "/healthz", "/readyz", "/metrics"]) {
      expect((await get(path)).status).toBe(200);
    }
    expect((await get("/api/v1/users")).status).toBe(401);
  });

  it("answers by allowed names only", async () => {
    const { get } = await start();
    expect((await get("/api/v1/pools", {}, "http://evil.example")).status).toBe(421);
    expect((await get("/api/v1/pools", {}, "https://127.0.0.1:4711")).status).toBe(200);
  });

  it("is closed more than once, and frees what it began when it cannot start", async () => {
    const { handler } = await start();
    await Promise.all([handler.close(), handler.close()]);
    const failed = createHttpHandler({ settings: memory, managerFolder: "none" });
    await expect(failed).rejects.toMatchObject({ code: "INVALID_FILE" });
  });
});

describe("parts of one's own", () => {
  it("say where pools and hosts are, and the store stays open", async () => {
    const store = new MemoryStore();
    const farm = {
      current: () => new Farm([{ name: "PC-01", online: true }]),
      subscribe: () => () => undefined,
    };
    const { handler, get } = await start({ store, farm });
    expect(await (await get("/api/v1/hosts")).json()).toMatchObject({
      farm: true,
      hosts: [{ name: "PC-01" }],
    });
    await handler.close();
    expect(await store.listPools()).toEqual([]);
  });

  it("say who makes a request, and accounts of the store have no part", async () => {
    const store = new MemoryStore();
    const { handler, get, post } = await start({ store, authenticate });
    expect(handler.welcomePath).toBeUndefined();
    expect((await post("/api/v1/pools", { name: "gpu" })).status).toBe(401);
    const made = await post("/api/v1/pools", { name: "gpu" }, { "x-user": "anna" });
    expect(await made.json()).toMatchObject({ change: { by: "anna", origin: "api 192.0.2.43" } });
    const root = { "x-user": "root" };
    expect(await (await get("/api/v1/session", { headers: root })).json()).toMatchObject({
      caller: { name: "root", role: "admin" },
    });
    for (const [path, body] of [
      ["/api/v1/users", { name: "eve", role: "admin" }],
      ["/api/v1/tokens", { label: "x" }],
      ["/api/v1/session", { with: "password", name: "root", password: "correct horse" }],
    ] as const) {
      expect((await post(path, body, root)).status).toBe(403);
    }
    expect(await store.accounts.listUsers()).toEqual([]);
    const { records } = (await (await get("/api/v1/audit", { headers: root })).json()) as {
      records: { action: string; actor: { user: string } }[];
    };
    expect(records.some(({ action, actor }) => action === "pool.create" && actor.user === "anna")).toBe(true);
  });

  describe("a store of pools alone", () => {
    it("is read by visitors, and nobody signs in; the log says what is lacking", async () => {
      const log = new LogRecorder();
      const { handler, get, post } = await start({ store: poolsAlone(), log });
      expect(handler.welcomePath).toBeUndefined();
      expect((await get("/api/v1/pools")).status).toBe(200);
      expect((await get("/api/v1/pools", { headers: { cookie: "afpools-session=old" } })).status).toBe(200);
      expect((await post("/api/v1/pools", { name: "gpu" })).status).toBe(401);
      const token = `${"0".repeat(24)}.${"a".repeat(43)}`;
      expect((await get("/api/v1/pools", { headers: { authorization: `Bearer ${token}` } })).status).toBe(
        401,
      );
      const signIn = await post("/api/v1/session", {
        with: "password",
        name: "anna",
        password: "correct horse",
      });
      expect(await signIn.json()).toMatchObject({
        code: "NOT_SUPPORTED",
        detail: expect.stringContaining("keeps no users"),
      });
      const lacking = log.lines.filter(({ message }) => message === "the store lacks a part");
      expect(lacking.map(({ values }) => values.part)).toEqual(storeParts);
    });

    it("is written by those whom the program knows, request by request", async () => {
      const { get, post } = await start({ store: poolsAlone(), authenticate });
      const anna = { "x-user": "anna" };
      expect((await post("/api/v1/pools", { name: "gpu" }, anna)).status).toBe(200);
      expect(await (await get("/api/v1/history", { headers: anna })).json()).toMatchObject({
        changes: [{ kind: "create", by: "anna" }],
      });
      expect((await post("/api/v1/pools", { name: "gpu" }, anna)).status).toBe(409);
      const root = { "x-user": "root" };
      for (const answer of [
        await get("/api/v1/audit", { headers: root }),
        await post(
          "/api/v1/pools/batch",
          { writes: ["a", "b"].map((name) => ({ kind: "create", draft: { name } })) },
          anna,
        ),
      ]) {
        expect(await answer.json()).toMatchObject({ code: "NOT_SUPPORTED" });
      }
      expect((await get("/api/v1/users", { headers: root })).status).toBe(403);
    });
  });

  it("take no write that the page of another server makes a browser send", async () => {
    const { post } = await start({ authenticate });
    const headers = { "x-user": "anna", cookie: "studio=1" };
    expect(
      (await post("/api/v1/pools", { name: "a" }, { ...headers, origin: "http://evil.example" })).status,
    ).toBe(403);
    expect((await post("/api/v1/pools", { name: "a" }, headers)).status).toBe(403);
    expect(
      (await post("/api/v1/pools", { name: "a" }, { ...headers, origin: "http://localhost" })).status,
    ).toBe(200);
  });

  it("take no write of the page of another server either with what a browser sends for Basic", async () => {
    const { get } = await start({
      authenticate: ({ headers }) =>
        headers.get("authorization") === "Basic YW5uYTp4" ? { name: "anna", role: "editor" } : undefined,
    });
    const by = (more: Record<string, string>) => ({ authorization: "Basic YW5uYTp4", ...more });
    const undo = (headers: Record<string, string>) =>
      get("/api/v1/history/7/undo", { method: "POST", headers });
    expect((await undo(by({ origin: "http://evil.example" }))).status).toBe(403);
    expect((await undo(by({ "sec-fetch-site": "cross-site" }))).status).toBe(403);
    // A program: nothing forbids it, there is no such change.
    expect((await undo(by({}))).status).toBe(404);
  });

  it("are not who is signed in for a page of an allowed origin, but who has a token", async () => {
    const flags = { ...memory.flags, "server.origins": "https://tools.example", "access.anonymous": "none" };
    const { get } = await start({
      settings: { ...memory, flags },
      authenticate: ({ headers }) =>
        /studio=1|Bearer t|Basic t/.test(`${headers.get("cookie")} ${headers.get("authorization")}`)
          ? { name: headers.get("cookie") ?? "by token", role: "editor" }
          : undefined,
    });
    const caller = async (headers: Record<string, string>) => {
      const answer = await get("/api/v1/session", { headers: { cookie: "studio=1", ...headers } });
      return ((await answer.json()) as { caller: { name: string | null } }).caller.name;
    };
    const origin = "https://tools.example";
    expect(await caller({})).toBe("studio=1");
    expect(await caller({ origin })).toBeNull();
    expect(await caller({ origin, authorization: "Basic t" })).toBeNull();
    expect(await caller({ origin, authorization: "Bearer t" })).toBe("by token");
  });

  it("have a request that is sent again answered once, for the one who sent it", async () => {
    const { post } = await start({ authenticate });
    const create = async (user: string, key: string) => {
      const headers = { "x-user": user, authorization: "Custom x", "idempotency-key": key };
      const answer = await post("/api/v1/pools", { name: "gpu" }, headers);
      return [answer.status, ((await answer.json()) as { change?: { id: string } }).change?.id];
    };
    const first = await create("anna", "1");
    expect(first[0]).toBe(200);
    expect(await create("anna", "1")).toEqual(first);
    expect((await create("ben", "1"))[0]).toBe(409);
    expect((await create("anna", "2"))[0]).toBe(409);
  });

  it("close the WebSocket of somebody who is signed out there", async () => {
    vi.useFakeTimers({ toFake: ["setInterval"] });
    onTestFinished(() => void vi.useRealTimers());
    const signedIn = new Set(["anna", "ben"]);
    const { handler } = await start({
      authenticate: (request) => {
        const user = authenticate?.(request);
        return user && "name" in user && signedIn.has(user.name) ? user : undefined;
      },
    });
    const server = createServer().on("upgrade", handler.upgrade).listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const open = async (user: string) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/events`, { headers: { "x-user": user } });
      await once(socket, "message");
      return socket;
    };
    const [anna, ben] = [await open("anna"), await open("ben")];
    signedIn.delete("anna");
    const closed = once(anna, "close");
    vi.advanceTimersByTime(15_000);
    expect((await closed)[0]).toBe(4401);
    expect(ben.readyState).toBe(WebSocket.OPEN);
  });

  it("refuse a name that cannot stand in the history", async () => {
    const { post } = await start({ authenticate: () => ({ name: "x".repeat(100), role: "editor" }) });
    expect((await post("/api/v1/pools", { name: "gpu" })).status).toBe(400);
  });
});
