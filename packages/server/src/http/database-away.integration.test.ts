import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startMongo, type TestMongo } from "../../../../tools/mongodb-for-tests.js";
import { Follower } from "../testing/follower.js";
import { Gate } from "../testing/gate.js";
import { sessionCookieOf, startApi, welcomeToken } from "../testing/test-api.js";

let mongo: TestMongo;

beforeAll(async () => {
  mongo = await startMongo();
});
afterAll(() => mongo.stop());

/** A way to a database that can be shut. */
async function gatedStore() {
  const gate = new Gate(Number(new URL(mongo.url).port));
  await gate.open();
  return { gate, store: `mongodb://127.0.0.1:${gate.port}/afpools_away_${randomUUID().slice(0, 8)}` };
}

describe("while the database is away", () => {
  it("everything is told as it was, to whoever was known; nothing is written, and that is said at once", {
    timeout: 120_000,
  }, async () => {
    const { gate, store } = await gatedStore();
    const api = await startApi({ store });
    const [editor, admin] = [api.as("editor"), api.as("admin")];
    const { pool } = await editor.createPool({ body: { name: "gpu", hosts: ["pc-1"] } });
    const session = sessionCookieOf(
      await api.request("POST", "/session", { body: { with: "token", token: api.token("viewer") } }),
    );
    await api.request("GET", "/session", { headers: { cookie: session } });
    await admin.listUsers();
    const follower = new Follower(api.as("viewer"));
    await follower.untilStatus("live");

    await gate.shut();
    const away = await follower.until(({ status }) => status.store.away !== null);
    expect(away.status.store).toMatchObject({
      kind: "mongodb",
      known: true,
      away: { since: expect.any(String), reason: expect.stringContaining("cannot be used") },
    });
    const startedAt = performance.now();
    expect(await api.as().listPools()).toMatchObject({ age: expect.any(Number), pools: [pool] });
    await vi.waitFor(async () => expect((await api.as().listPools()).age).toBeGreaterThan(0), 20_000);
    expect((await api.as().planMask({ body: { expression: "gpu" } })).plan.hosts).toEqual(["pc-1"]);
    const known = await api.request("GET", "/pools", { headers: { cookie: session } });
    expect(known.status).toBe(200);
    expect((await editor.getStatus()).caller).toEqual({ name: "editor", role: "editor", by: "token" });
    expect((await admin.listSettings()).settings.length).toBeGreaterThan(10);
    // None of it waited for the database, which would have taken seconds each.
    expect(performance.now() - startedAt).toBeLessThan(10_000);

    const unavailable = { code: "STORE_UNAVAILABLE" };
    await expect(editor.createPool({ body: { name: "nuke" } })).rejects.toMatchObject(unavailable);
    await expect(editor.listHistory()).rejects.toMatchObject(unavailable);
    await expect(admin.listUsers()).rejects.toMatchObject(unavailable);
    await expect(
      api.request("GET", "/session", { headers: { cookie: "afpools=afp_x" } }).then((r) => r.json()),
    ).resolves.toMatchObject(unavailable);
    await expect(
      api
        .request("POST", "/session", { body: { with: "password", name: "x", password: "y" } })
        .then((r) => r.json()),
    ).resolves.toMatchObject(unavailable);
    const unseen = api.client({ token: api.token("editor").replace(/.$/, "_") });
    await expect(unseen.createPool({ body: { name: "x" } })).rejects.toMatchObject(unavailable);

    await gate.open();
    await follower.until(({ status }) => status.store.away === null);
    await editor.createPool({ body: { name: "nuke" } });
    await follower.until(({ pools }) => pools.size === 2);
    expect(follower.snapshots).toHaveLength(1);
  });

  it("at the start: that pools are not known is said, and the first admin comes when it is back", {
    timeout: 120_000,
  }, async () => {
    const { gate, store } = await gatedStore();
    await gate.shut();
    const api = await startApi({ store, users: false });
    expect((await api.as().getStatus()).status.store).toMatchObject({
      known: false,
      away: { since: expect.any(String) },
    });
    await expect(api.as().listPools()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(api.daemon.welcomeUrl).toBeUndefined();
    expect((await fetch(`${api.url}/readyz`)).status).toBe(503);
    const follower = new Follower(api.as());

    await gate.open();
    await api.log.line(({ values }) => "welcome" in values);
    expect((await follower.until(() => true)).pools.size).toBe(0);
    const body = { with: "welcome", token: welcomeToken(api), name: "anna" };
    expect((await api.request("POST", "/session", { body })).status).toBe(200);
  });
});
