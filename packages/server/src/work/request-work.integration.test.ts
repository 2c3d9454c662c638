import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { Planner } from "../plans/planner.js";
import { openRawHttp } from "../testing/raw-http.js";
import { startApi, type TestApi, type TestApiOptions } from "../testing/test-api.js";
import { startServer } from "../testing/test-server.js";

afterEach(() => vi.restoreAllMocks());

/** Takes about a second. */
const costly = Array.from({ length: 9 }, (_, pool) => `host:h${pool}-[00001-20000]`).join("+");
/** Takes too long to be found out at the first try, too. */
const middling = "host:h-[0001-4000]";
const cheap = "host:h-[1-3]";

const inPool = (expression: string) =>
  `${JSON.stringify({ version: 2, id: 1, command: "GET MASK", args: { expression } })}\n`;

function inHttp(expression: string, ...more: readonly string[]): string {
  const body = JSON.stringify({ expression });
  const lines = [
    "POST /api/v1/mask HTTP/1.1",
    "host: localhost",
    "content-type: application/json",
    `content-length: ${body.length}`,
    ...more,
  ];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

/** Tells what plans end with. */
function watchPlans() {
  const mask = vi.spyOn(Planner.prototype, "mask");
  const ends = () => mask.mock.results.map(({ value }) => value as Promise<unknown>);
  return { begun: (count: number) => vi.waitFor(() => expect(ends()).toHaveLength(count), 20_000), ends };
}

const start = (options: TestApiOptions = {}) =>
  startApi({ ...options, settings: { "server.trustedProxies": "127.0.0.1", ...options.settings } });

/** Sends a plan by HTTP for the client of this address; gives its connection. */
async function ask(api: TestApi, expression: string, address: string) {
  const client = await openRawHttp(api.daemon.httpAddress.port);
  return client.send(inHttp(expression, `x-forwarded-for: ${address}`, "connection: close"));
}

/** What the metrics tell of costly requests. */
async function costlyRequests({ daemon }: TestApi): Promise<Record<string, number>> {
  const client = await openRawHttp(daemon.httpAddress.port);
  const text = await client
    .send("GET /metrics HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
    .closed();
  const found = text.matchAll(/^afpools_costly_requests\{state="(\w+)"\} (\d+)$/gm);
  return Object.fromEntries([...found].map(([, state, count]) => [state, Number(count)]));
}

describe("a client that leaves", () => {
  it.each([
    ["closes", (client: { socket: { end(): unknown } }) => client.socket.end()],
    ["is cut off", (client: { socket: { destroy(): unknown } }) => client.socket.destroy()],
  ] as const)("and %s ends its plan, by HTTP and by the pool protocol", async (_, leave) => {
    const plans = watchPlans();
    const api = await start();
    const { connect } = await startServer();
    const [http, pool] = [await openRawHttp(api.daemon.httpAddress.port), await connect()];
    http.send(inHttp(costly));
    pool.send(inPool(costly));
    await plans.begun(2);
    leave(http);
    leave(pool);
    for (const end of plans.ends()) await expect(end).rejects.toMatchObject({ code: "ABORTED" });
    await vi.waitFor(async () => expect(await costlyRequests(api)).toEqual({ running: 0, waiting: 0 }));
  });

  it("is told so where it only stopped sending, and gets what is found out at once", async () => {
    const api = await start();
    const { connect } = await startServer();
    for (const [expression, answer] of [
      [cheap, "h-[1-3]"],
      [costly, "ABORTED"],
    ] as const) {
      const [http, pool] = [
        await openRawHttp(api.daemon.httpAddress.port),
        await connect({ allowHalfOpen: true }),
      ];
      http.send(inHttp(expression)).socket.end();
      pool.send(inPool(expression)).end();
      expect(await http.closed()).toContain(answer);
      expect((await pool.closed()).toString()).toContain(answer);
    }
  });

  it("and sent a further request before is noticed once its plan is done", async () => {
    const { connect } = await startServer();
    const client = await connect({ allowHalfOpen: true });
    client.ask({ id: 1, keep: true, command: "GET MASK", args: { expression: middling } });
    client.ask({ id: 2, command: "GET MASK", args: { expression: cheap } }).end();
    expect(await client.responses(2)).toMatchObject([{ id: 1 }, { id: 2 }]);
  });
});

describe("a client that asks for more than its share", () => {
  it("is refused beyond it, and keeps nobody else from an answer", async () => {
    const plans = watchPlans();
    const api = await start();
    const greedy = await Promise.all(Array.from({ length: 140 }, () => ask(api, costly, "203.0.113.1")));
    await plans.begun(140);
    const settled = Promise.race(
      plans.ends().map((end) =>
        end.then(
          () => "worked out",
          ({ code }: { code: string }) => code,
        ),
      ),
    );
    expect(await settled).toBe("TOO_MANY_REQUESTS");
    const refused = await Promise.any(
      greedy.map(async (client) => {
        const text = await client.closed();
        return text.startsWith("HTTP/1.1 429") ? text : Promise.reject(new Error("another answer"));
      }),
    );
    expect(refused).toMatch(/^retry-after: 5\r$/m);
    expect(refused).toContain("203.0.113.1 has 64 requests that wait to be worked out");
    for (const [expression, address] of [
      [cheap, "203.0.113.1"],
      [cheap, "203.0.113.2"],
      [middling, "203.0.113.2"],
    ] as const) {
      expect(await (await ask(api, expression, address)).closed()).toMatch(/^HTTP\/1\.1 200/);
    }
    expect((await costlyRequests(api)).waiting).toBeGreaterThan(50);
    for (const { socket } of greedy) socket.destroy();
    await vi.waitFor(async () => expect(await costlyRequests(api)).toEqual({ running: 0, waiting: 0 }));
  }, 60_000);

  it("is told so by the pool protocol", async () => {
    const { connect } = await startServer();
    const greedy = await Promise.all(Array.from({ length: 140 }, () => connect()));
    for (const client of greedy) client.send(inPool(costly));
    const [first] = await Promise.race(greedy.map((client) => client.responses(1)));
    expect(first).toMatchObject({ kind: "error", error: { code: "TOO_MANY_REQUESTS" } });
    for (const { socket } of greedy) socket.destroy();
  }, 60_000);

  it("keeps no job from its pool", async () => {
    const api = await start({ renders: ["pc-1", "pc-2"] });
    const farm = api.simulated?.farm;
    const job = farm?.register({
      name: "shot",
      user_name: "alice",
      blocks: [{ name: "render", flags: 1, frame_first: 1, frame_last: 50, command: "sleep 60" }],
    });
    if (!job) throw new Error("The simulated farm takes no job.");
    const editor = api.as("editor");
    await editor.createPool({ body: { name: "gpu", hosts: ["pc-1"] } });
    await vi.waitFor(() =>
      editor.putJobOnPool({ id: job.id, body: { expression: "gpu", serial: job.serial } }),
    );
    const greedy = await Promise.all(
      Array.from({ length: 16 }, (_, number) => ask(api, costly, `203.0.113.${number % 4}`)),
    );
    onTestFinished(() => {
      for (const { socket } of greedy) socket.destroy();
    });
    await vi.waitFor(async () => expect((await costlyRequests(api)).running).toBe(4), 20_000);
    await editor.updatePool({ pool: "gpu", body: { addHosts: ["pc-2"] } });
    await vi.waitFor(() => expect(job.work.include.text).toMatch(/^pc-\[12\]/), 20_000);
    expect((await costlyRequests(api)).waiting).toBeGreaterThan(0);
  }, 60_000);
});
