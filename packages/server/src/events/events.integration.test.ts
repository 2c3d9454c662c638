import { once } from "node:events";
import { createApiClient, toCorePool, toFarm } from "@afpools/api/client";
import { poolMembers } from "@afpools/core";
import { describe, expect, it, onTestFinished } from "vitest";
import WebSocket from "ws";
import { Follower } from "../testing/follower.js";
import { Gate } from "../testing/gate.js";
import { sessionCookieOf, startApi, type TestApi } from "../testing/test-api.js";

const eventsUrl = (api: TestApi) => `${api.url.replace("http", "ws")}/api/v1/events`;

/** A WebSocket as it is, and what closes it. */
function open(api: TestApi, headers: Record<string, string> = {}) {
  const socket = new WebSocket(eventsUrl(api), { headers });
  onTestFinished(() => socket.terminate());
  socket.on("error", () => undefined);
  const closed = once(socket, "close").then(([code, reason]) => [code, String(reason)] as const);
  return { socket, closed };
}

describe("events", () => {
  it("are everything as it is, then what changes, as the routes tell it", async () => {
    const api = await startApi({ renders: ["pc-1", "pc-2"] });
    const editor = api.as("editor");
    await editor.createPool({ body: { name: "gpu", hosts: ["pc-1"], rules: ["pc-2"] } });
    const follower = new Follower(api.as());
    const first = await follower.until((state) => state.hosts.size === 2);
    expect(follower.snapshots).toHaveLength(1);
    expect([...first.pools.values()]).toEqual((await editor.listPools()).pools);
    expect(first.status).toEqual((await editor.getStatus()).status);
    expect(
      [...first.hosts.values()].map(
        ({ name, online, pools }: { name: string; online: boolean; pools?: unknown }) => [
          name,
          online,
          pools,
        ],
      ),
    ).toEqual([
      ["pc-1", true, undefined],
      ["pc-2", true, undefined],
    ]);
    // Who is a member by a rule is worked out by the receiver.
    const [gpu] = [...first.pools.values()].map(toCorePool);
    if (!gpu) throw new Error("The pool is there.");
    expect(poolMembers(gpu, [], toFarm(first.hosts.values())).map(({ name }) => name)).toEqual([
      "pc-1",
      "pc-2",
    ]);

    await editor.createPool({ body: { name: "nuke" } });
    await editor.updatePool({ pool: "gpu", body: { name: "GPU" } });
    const second = await follower.until(({ pools }) => pools.size === 2 && pools.get(gpu.id)?.name === "GPU");
    expect(second.hosts).toBe(first.hosts);
    expect([...second.pools.values()]).toEqual((await editor.listPools()).pools);
    await editor.deletePool({ pool: "nuke" });
    await follower.until(({ pools }) => pools.size === 1);
    const { by, kind, origin } = (await editor.listHistory({ limit: 1 })).changes[0] ?? {};
    const [deletion] = follower.messages.flatMap((message) =>
      message.type === "change" ? (message.pools?.deletions ?? []) : [],
    );
    expect(deletion).toMatchObject({ poolName: "nuke", by, kind, origin });

    api.simulated?.farm.stopRender("pc-2");
    const third = await follower.until(({ hosts }) => hosts.get("pc-2")?.online === false);
    expect(third.hosts.get("pc-1")).toBe(first.hosts.get("pc-1"));
    await follower.until(({ status }) => status.farm.online === 1);
    expect(follower.snapshots).toHaveLength(1);
    const numbers = follower.messages.map(({ seq }) => seq);
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
  });

  it("tell the jobs that are on pools as they come, follow and go", async () => {
    const api = await startApi({ renders: ["pc-1", "pc-2"] });
    const editor = api.as("editor");
    await editor.createPool({ body: { name: "gpu", hosts: ["pc-1"] } });
    const follower = new Follower(api.as("viewer"));
    await follower.until(({ hosts }) => hosts.size === 2);
    const tasks = [{ name: "t", command: "sleep 100000" }];
    api.simulated?.farm.register({
      name: "shot",
      user_name: "anna",
      blocks: [{ name: "b", service: "generic", tasks }],
    });
    const { jobs } = await editor.listJobs({ all: true });
    const shot = jobs.find(({ name }) => name === "shot") ?? (await later(editor));
    await editor.putJobOnPool({ id: shot.id, body: { serial: shot.serial, expression: "gpu" } });
    await follower.until((state) => state.jobs.get(shot.serial)?.hosts === 1);
    await editor.updatePool({ pool: "gpu", body: { addHosts: ["pc-2"] } });
    await follower.until((state) => state.jobs.get(shot.serial)?.hosts === 2);
    expect([...(follower.subscription.state?.jobs.values() ?? [])]).toEqual((await editor.listJobs()).jobs);
    await editor.takeJobFromPool({ id: shot.id, serial: shot.serial });
    await follower.until((state) => state.jobs.size === 0);
  });

  it("that come together are told together", async () => {
    const api = await startApi();
    const editor = api.as("editor");
    const follower = new Follower(api.as());
    await follower.untilStatus("live");
    await Promise.all(
      Array.from({ length: 60 }, (_, number) => editor.createPool({ body: { name: `p${number}` } })),
    );
    await follower.until(({ pools }) => pools.size === 60);
    expect(follower.messages.length).toBeLessThan(30);
  });
});

/** The job once the server has heard of it. */
async function later(
  client: ReturnType<TestApi["as"]>,
): Promise<{ readonly id: number; readonly serial: number }> {
  for (;;) {
    const found = (await client.listJobs({ all: true })).jobs.find(({ name }) => name === "shot");
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("a connection that is lost", () => {
  it("resumes: what was missed is told, and nothing twice", async () => {
    const api = await startApi();
    const gate = new Gate(api.daemon.httpAddress.port);
    await gate.open();
    const editor = api.as("editor");
    await editor.createPool({ body: { name: "one" } });
    const follower = new Follower(createApiClient({ server: `http://127.0.0.1:${gate.port}` }));
    await follower.until(({ pools }) => pools.size === 1);
    await gate.shut();
    await follower.untilStatus("away");
    await editor.createPool({ body: { name: "two" } });
    await gate.open();
    await follower.until(({ pools }) => pools.size === 2);
    expect(follower.snapshots).toHaveLength(1);
    await gate.shut();
    await follower.untilStatus("away");
    await gate.open();
    await follower.untilStatus("live");
    expect(follower.snapshots).toHaveLength(1);
    expect(follower.statuses.slice(0, 4)).toEqual(["connecting", "live", "away", "connecting"]);
  });

  it("begins anew when the server was started anew", async () => {
    const api = await startApi();
    const follower = new Follower(api.as("editor"));
    const { instance } = await follower.until(() => true);
    await api.restart();
    await api.as("editor").createPool({ body: { name: "gpu" } });
    const state = await follower.until(({ pools }) => pools.size === 1);
    expect(state.instance).not.toBe(instance);
    expect(follower.snapshots).toHaveLength(2);
    expect(follower.statuses).toContain("away");
  });

  it.each(["", "x", "x:1", "INSTANCE:999999", "INSTANCE:-1", "INSTANCE:1e3"])(
    "gets everything where it was nowhere: since %j",
    async (since) => {
      const api = await startApi();
      const { instance } = (await api.as().getStatus()).status;
      const asked = since.replace("INSTANCE", instance);
      const socket = new WebSocket(`${eventsUrl(api)}?since=${asked}`);
      onTestFinished(() => socket.terminate());
      const [data] = await once(socket, "message");
      expect(JSON.parse(String(data))).toMatchObject({ type: "snapshot", instance });
    },
  );
});

describe("who may not look, or not any more", () => {
  it("is told to sign in", async () => {
    const api = await startApi({ settings: { "access.anonymous": "none" } });
    const follower = new Follower(api.as());
    expect(await follower.untilStatus("ended")).toMatchObject({ error: { code: "SIGN_IN_REQUIRED" } });
    expect(await open(api).closed).toEqual([4401, "SIGN_IN_REQUIRED"]);
    const known = new Follower(api.as("viewer"));
    await known.untilStatus("live");
  });

  it("is told so at once: disabled, signed out, revoked", async () => {
    const api = await startApi();
    const admin = api.as("admin");
    const cookie = async (role: "viewer" | "editor") =>
      sessionCookieOf(
        await api.request("POST", "/session", { body: { with: "token", token: api.token(role) } }),
      );
    const ofEditor = await cookie("editor");
    const opened = [
      { ...open(api, { cookie: await cookie("viewer"), origin: api.url }), who: "viewer's page" },
      { ...open(api, { authorization: `Bearer ${api.token("viewer")}` }), who: "viewer's program" },
      { ...open(api, { cookie: ofEditor, origin: api.url }), who: "editor's page" },
      { ...open(api, { authorization: `Bearer ${api.token("editor")}` }), who: "editor's program" },
      { ...open(api), who: "nobody" },
    ];
    await Promise.all(opened.map(({ socket }) => once(socket, "message")));
    const ended = new Set<string>();
    for (const { who, closed } of opened) void closed.then(() => ended.add(who));

    await admin.updateUser({ user: "viewer", body: { disabled: true } });
    expect(await Promise.all([opened[0]?.closed, opened[1]?.closed])).toEqual([
      [4401, "SIGN_IN_REQUIRED"],
      [4401, "SIGN_IN_REQUIRED"],
    ]);
    await api.request("DELETE", "/session", { headers: { cookie: ofEditor, origin: api.url } });
    expect(await opened[2]?.closed).toEqual([4401, "SIGN_IN_REQUIRED"]);
    // A token stays good when its user changes, and is revoked by itself.
    await admin.updateUser({ user: "editor", body: { role: "viewer" } });
    const [token] = (await api.client({ token: api.token("editor") }).listTokens()).tokens;
    expect(ended).not.toContain("editor's program");
    await admin.revokeToken({ token: token?.id ?? "" });
    expect(await opened[3]?.closed).toEqual([4401, "SIGN_IN_REQUIRED"]);
    expect([...ended].sort()).toEqual([
      "editor's page",
      "editor's program",
      "viewer's page",
      "viewer's program",
    ]);
  });

  it("is told so when nobody may look any more who is not signed in", async () => {
    const api = await startApi();
    const nobody = open(api);
    await once(nobody.socket, "message");
    await api.as("admin").changeSettings({ body: { "access.anonymous": "none" } });
    expect(await nobody.closed).toEqual([4401, "SIGN_IN_REQUIRED"]);
    await expect(api.as().listPools()).rejects.toMatchObject({ code: "SIGN_IN_REQUIRED" });
  });
});

describe("whoever misuses the WebSocket", () => {
  it("is cut off: too large, too much, too many", async () => {
    const api = await startApi({ settings: { "limits.connectionsPerAddress": 8 } });
    const large = open(api);
    await once(large.socket, "open");
    large.socket.send("x".repeat(2_000));
    expect((await large.closed)[0]).toBe(1009);
    const much = open(api);
    await once(much.socket, "open");
    for (let count = 0; count < 20; count += 1) much.socket.send("x");
    expect((await much.closed)[0]).toBe(1006);
    // Half of the connections are left to those who ask.
    const many = Array.from({ length: 5 }, () => open(api));
    expect(await Promise.race(many.map(({ closed }) => closed))).toEqual([4429, "TOO_MANY_CONNECTIONS"]);
    expect((await api.as().listPools()).pools).toEqual([]);
  });

  it("finds none elsewhere", async () => {
    const api = await startApi();
    const socket = new WebSocket(`${api.url.replace("http", "ws")}/api/v1/other`);
    const [error] = await once(socket, "error");
    expect((error as Error).message).toContain("404");
  });
});

describe("a server that closes", () => {
  it("tells its clients so", async () => {
    const api = await startApi();
    const { socket, closed } = open(api);
    await once(socket, "message");
    await api.daemon.close();
    expect(await closed).toEqual([1001, "SERVER_CLOSING"]);
  });
});
