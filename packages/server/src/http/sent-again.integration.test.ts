import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { ApiClient } from "@afpools/api/client";
import { MongoClient } from "mongodb";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startMongo, type TestMongo } from "../../../../tools/mongodb-for-tests.js";
import { startApi, type TestApi, type TestApiOptions } from "../testing/test-api.js";

let mongo: TestMongo;

beforeAll(async () => {
  mongo = await startMongo();
});
afterAll(() => mongo.stop());

const stores: Record<string, () => TestApiOptions> = {
  SQLite: () => ({}),
  FerretDB: () => {
    const store = `${mongo.url}/afpools_again_${randomUUID().slice(0, 8)}`;
    onTestFinished(async () => {
      const driver = new MongoClient(store);
      await driver.db().dropDatabase();
      await driver.close();
    });
    return { store };
  },
};

/** Another server over the same database, with clients of the users of the first one. */
async function startBeside(api: TestApi, options: TestApiOptions): Promise<TestApi> {
  return startApi({ ...options, store: options.store ?? `sqlite:${api.folder}/pools.db`, users: false });
}

/** Does the same on one server and then on the other one, and expects the same answer. */
async function twice<T>(
  clients: readonly ApiClient[],
  work: (client: ApiClient, once: { readonly idempotencyKey: string }) => Promise<T>,
) {
  const once = { idempotencyKey: randomUUID() };
  const answers: T[] = [];
  for (const client of clients) answers.push(await work(client, once));
  expect(answers[1]).toEqual(answers[0]);
  return answers[0] as T;
}

describe.each(Object.entries(stores))(
  "a request that is sent again to another server, on %s",
  (_, options) => {
    it("gets the first one's answer, and is not carried out again", { timeout: 60_000 }, async () => {
      const given = options();
      const one = await startApi(given);
      const two = await startBeside(one, given);
      const token = one.token("admin");
      const clients = [one.as("admin"), two.client({ token })];
      const { pool } = await twice(clients, (it, once) => it.createPool({ body: { name: "gpu" } }, once));
      await twice(clients, (it, once) =>
        it.updatePool({ pool: "gpu", body: { addHosts: ["pc-1"] } }, { ...once, ifRevision: 1 }),
      );
      const { change } = await twice(clients, (it, once) =>
        it.deletePool({ pool: pool?.id ?? "" }, { ...once, ifRevision: 2 }),
      );
      await twice(clients, (it, once) => it.undoChange({ change: change?.id ?? "" }, once));
      await twice(clients, (it, once) => it.createUser({ body: { name: "ben", role: "viewer" } }, once));
      await twice(clients, (it, once) => it.updateUser({ user: "ben", body: { role: "editor" } }, once));
      await twice(clients, (it, once) => it.createSignInLink({ user: "ben" }, once));
      const made = await twice(clients, (it, once) =>
        it.createToken({ body: { label: "ci", user: "ben" } }, once),
      );
      await twice(clients, (it, once) => it.revokeToken({ token: made.token.id }, once));
      await twice(clients, (it, once) => it.deleteUser({ user: "ben" }, once));
      const { records } = await one.as("admin").listAudit({ limit: 1_000 });
      const actions = records.slice(0, 10).map(({ action, outcome }) => `${action} ${outcome}`);
      expect(actions.reverse()).toEqual([
        "pool.create ok",
        "pool.update ok",
        "pool.delete ok",
        "change.undo ok",
        "user.create ok",
        "user.update ok",
        "link.create ok",
        "token.create ok",
        "token.revoke ok",
        "user.delete ok",
      ]);
    });

    it("of many at once, one is carried out", { timeout: 60_000 }, async () => {
      const given = options();
      const one = await startApi(given);
      const two = await startBeside(one, given);
      const clients = [one.as("editor"), two.client({ token: one.token("editor") })];
      const once = { idempotencyKey: "order-1" };
      const answers = await Promise.all(
        Array.from({ length: 8 }, (__, index) =>
          clients[index % 2]?.createPool({ body: { name: "gpu" } }, once),
        ),
      );
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect((await one.as().listHistory()).changes).toHaveLength(1);
    });
  },
);

describe("a request that is sent again", () => {
  it("with another token or for another thing is another request", async () => {
    const api = await startApi();
    const once = { idempotencyKey: "order-1" };
    const create = (client: ApiClient, label: string) => client.createToken({ body: { label } }, once);
    const { secret } = await create(api.as("editor"), "a");
    expect((await create(api.as("viewer"), "a")).secret).not.toBe(secret);
    expect((await create(api.client({ token: secret }), "a")).secret).not.toBe(secret);
    await expect(create(api.as("editor"), "b")).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });

  it("is not answered when its token was revoked meanwhile", async () => {
    const api = await startApi();
    const once = { idempotencyKey: "order-1" };
    const { secret, token } = await api.as("editor").createToken({ body: { label: "a" } });
    const client = api.client({ token: secret });
    await client.createPool({ body: { name: "gpu" } }, once);
    await api.as("editor").revokeToken({ token: token.id });
    await expect(client.createPool({ body: { name: "gpu" } }, once)).rejects.toMatchObject({
      code: "SIGN_IN_FAILED",
    });
  });

  it("leaves nothing in the database that its token, its key or a secret in its answer could be read from", async () => {
    const api = await startApi();
    const { secret } = await api
      .as("editor")
      .createToken({ body: { label: "a" } }, { idempotencyKey: "order-1" });
    const path = `${api.folder}/pools.db`;
    await api.daemon.close();
    for (const file of [path, `${path}-wal`].filter(existsSync)) {
      const bytes = readFileSync(file, "latin1");
      for (const text of [secret, api.token("editor"), "order-1"]) expect(bytes).not.toContain(text);
    }
  });
});
