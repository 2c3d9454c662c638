import { afterEach, describe, expect, it, vi } from "vitest";
import { startApi } from "../testing/test-api.js";
import { startServer } from "../testing/test-server.js";
import { Planner } from "./planner.js";

afterEach(() => vi.restoreAllMocks());

/** Takes about a second. */
const expression = Array.from({ length: 9 }, (_, pool) => `host:h${pool}-[00001-20000]`).join("+");

/** The server closes its connection first, or gives up its work. */
const givenUp = { code: expect.stringMatching(/^(SERVER_CLOSING|ABORTED)$/) };

/** Tells when a plan was begun, and what the first one ends with. */
function watchPlans() {
  const mask = vi.spyOn(Planner.prototype, "mask");
  const begun = async () => vi.waitFor(() => expect(mask).toHaveBeenCalled(), 20_000);
  return { begun, end: () => mask.mock.results[0]?.value as Promise<unknown> };
}

describe("a plan that its client does not wait for any more", () => {
  it("is given up when the Pool Server has closed", async () => {
    const plan = watchPlans();
    const { server, connect } = await startServer({ limits: { drainMs: 1 } });
    (await connect()).ask({ id: 1, command: "GET MASK", args: { expression } });
    await plan.begun();
    await Promise.all([server.close(), expect(plan.end()).rejects.toMatchObject(givenUp)]);
  });

  it("is given up when a server with HTTP has closed", async () => {
    const plan = watchPlans();
    const api = await startApi({ settings: { "limits.drainMs": 100 } });
    const cut = expect(api.request("POST", "/mask", { body: { expression } })).rejects.toThrow();
    await plan.begun();
    const given = expect(plan.end()).rejects.toMatchObject(givenUp);
    await api.daemon.close();
    await Promise.all([cut, given]);
  });
});

it("a request that fails by a fault of the server is found in the log by the id in its answer", async () => {
  const api = await startApi();
  vi.spyOn(Planner.prototype, "mask").mockRejectedValue(new Error("broken"));
  const ask = (headers: Record<string, string>) =>
    api.request("POST", "/mask", { body: { expression: "gpu" }, headers });
  const sent = await ask({ "x-request-id": "sh010/7" });
  expect([sent.status, sent.headers.get("x-request-id")]).toEqual([500, "sh010/7"]);
  const id = (await ask({})).headers.get("x-request-id");
  const failed = api.log.lines.filter(({ message }) => message === "request failed");
  expect(failed.map(({ values }) => values)).toMatchObject([{ request: "sh010/7" }, { request: id }]);
});
