import { AfpoolsError } from "@afpools/core";
import type { ScanEvent, ScanOptions } from "@afpools/scan";
import { describe, expect, it } from "vitest";
import { Follower } from "../testing/follower.js";
import { startApi } from "../testing/test-api.js";
import { type ScanNews, Scans } from "./scans.js";

const anna = { id: "1", name: "anna", role: "editor" } as const;
const ben = { id: "2", name: "ben", role: "editor" } as const;
const admin = { id: "3", name: "root", role: "admin" } as const;

const machine = (address: string, name: string | null = null) => ({
  address,
  name,
  names: [],
  evidence: ["tcp" as const],
});

/** Scans that tell what the test says, when it says so. */
function start() {
  let now = new Date("2026-01-01T12:00:00.000Z");
  const steps: ((event: ScanEvent | Error) => void)[] = [];
  const scans = new Scans({
    now: () => now,
    scan: async function* ({ signal }: ScanOptions) {
      for (;;) {
        const event = await new Promise<ScanEvent | Error>((resolve) => {
          steps.push(resolve);
          signal?.addEventListener("abort", () =>
            resolve({ kind: "end", outcome: "cancelled", machines: [], done: 1, total: 4 }),
          );
        });
        if (event instanceof Error) throw event;
        yield event;
        if (event.kind === "end") return;
      }
    },
  });
  const news: ScanNews[] = [];
  scans.subscribe((told) => news.push(told));
  const tell = async (event: ScanEvent | Error) => {
    while (steps.length === 0) await new Promise(setImmediate);
    steps.shift()?.(event);
    await new Promise(setImmediate);
  };
  const pass = (minutes: number) => {
    now = new Date(now.getTime() + minutes * 60_000);
  };
  return { scans, news, tell, pass };
}

describe("a scan", () => {
  it("tells what it finds to whoever started it, and keeps it", async () => {
    const { scans, news, tell, pass } = start();
    const started = scans.start(anna, ["10.77.0.8/30"]);
    expect(started).toMatchObject({
      state: "running",
      targets: ["10.77.0.8/30"],
      by: "anna",
      total: 2,
      done: 0,
    });
    await tell({ kind: "found", machine: machine("10.77.0.10") });
    await tell({ kind: "found", machine: machine("10.77.0.9", "pc-9") });
    await tell({ kind: "updated", machine: machine("10.77.0.10", "pc-10") });
    await tell({ kind: "progress", done: 2, total: 4 });
    await tell({ kind: "problem", message: "UDP is closed" });
    expect(scans.get(started.id, anna)).toMatchObject({
      state: "running",
      done: 2,
      machines: [{ name: "pc-9" }, { name: "pc-10" }],
      problems: ["UDP is closed"],
    });
    await tell({
      kind: "end",
      outcome: "complete",
      machines: [machine("10.77.0.9", "pc-9")],
      done: 4,
      total: 4,
    });
    expect(scans.get(started.id, anna)).toMatchObject({
      state: "complete",
      done: 4,
      machines: [{ name: "pc-9" }],
    });
    expect(news.map(({ userId, event }) => `${userId} ${event.kind}`)).toEqual(
      ["found", "found", "updated", "progress", "problem", "end"].map((kind) => `1 ${kind}`),
    );
    pass(9);
    scans.get(started.id, anna);
    pass(2);
    expect(() => scans.get(started.id, anna)).toThrow(expect.objectContaining({ code: "SCAN_NOT_FOUND" }));
  });

  it("is its user's, and an admin's", async () => {
    const { scans } = start();
    const { id } = scans.start(anna, ["10.77.0.9"]);
    expect(() => scans.get(id, ben)).toThrow(expect.objectContaining({ code: "SCAN_NOT_FOUND" }));
    await expect(scans.cancel(id, ben)).rejects.toMatchObject({ code: "SCAN_NOT_FOUND" });
    expect(scans.get(id, admin).by).toBe("anna");
    expect((await scans.cancel(id, anna)).state).toBe("cancelled");
  });

  it("is one of three at most", async () => {
    const { scans, tell } = start();
    const ids = [1, 2, 3].map(() => scans.start(anna, ["10.77.0.9"]).id);
    const refused = expect.objectContaining({ code: "TOO_MANY_SCANS" });
    expect(() => scans.start(ben, ["10.77.0.9"])).toThrow(refused);
    await scans.cancel(ids[0] ?? "", anna);
    expect(scans.start(ben, ["10.77.0.9"]).state).toBe("running");
    await tell({ kind: "progress", done: 0, total: 1 });
    await scans.close();
    expect(scans.get(ids[1] ?? "", anna).state).toBe("cancelled");
  });

  it("that fails says why", async () => {
    const { scans, news, tell } = start();
    const { id } = scans.start(anna, ["10.77.0.9"]);
    await tell(new AfpoolsError("INTERNAL", "no sockets"));
    expect(scans.get(id, anna)).toMatchObject({ state: "failed", problems: ["no sockets"] });
    expect(news.at(-1)?.event).toEqual({ kind: "end", outcome: "failed" });
  });
});

describe("a scan by HTTP", () => {
  it("is done on loopback, and told by events to its user alone, where a scan may be asked for", {
    timeout: 60_000,
  }, async () => {
    const api = await startApi();
    const editor = api.as("editor");
    const { secret } = await editor.createToken({ body: { label: "reads", role: "viewer" } });
    const own = new Follower(editor);
    const others = [new Follower(api.as("admin")), new Follower(api.client({ token: secret }))];
    await Promise.all([own, ...others].map((follower) => follower.untilStatus("live")));
    const { id, total } = await editor.startScan({ body: { targets: ["127.0.0.1", "127.77.0.0/31"] } });
    expect(total).toBe(3);
    await own.untilScan("end");
    expect(own.scans.map(({ scan }) => scan)).toContain(id);
    const found = await editor.getScan({ scan: id });
    expect(found).toMatchObject({ state: "complete", done: 3 });
    expect(found.machines).toContainEqual(
      expect.objectContaining({ address: "127.0.0.1", evidence: expect.arrayContaining(["self"]) }),
    );
    expect(others.map(({ scans }) => scans)).toEqual([[], []]);
  });

  it.each([["8.8.8.8"], ["10.0.0.0/8"], ["::1"], ["x"]])("refuses %s", async (target) => {
    const api = await startApi();
    await expect(api.as("editor").startScan({ body: { targets: [target] } })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
  });

  it("is cancelled", async () => {
    const api = await startApi();
    const editor = api.as("editor");
    const { id } = await editor.startScan({ body: { targets: ["127.77.0.0/24"] } });
    expect(await editor.cancelScan({ scan: id })).toMatchObject({ state: "cancelled" });
    await expect(editor.getScan({ scan: "none" })).rejects.toMatchObject({ code: "SCAN_NOT_FOUND" });
  });
});
