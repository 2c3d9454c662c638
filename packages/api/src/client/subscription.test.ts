import { gzipSync } from "node:zlib";
import { ManualClock } from "@afpools/core/testing";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { ServerMessage } from "../resources/event.js";
import { aJob, aPool, aRender, aStatus } from "../testing/resources.js";
import { browserPlatform } from "./browser-platform.js";
import { makeClient } from "./make-client.js";
import type { Platform } from "./socket.js";
import type { SubscriptionStatus } from "./subscription.js";

/** A subscription whose sockets and time the test has in its hands. */
function start(token?: string) {
  const clock = new ManualClock();
  const sockets: {
    url: string;
    token: string | undefined;
    closed: boolean;
    events: Parameters<Platform["openSocket"]>[2];
  }[] = [];
  let wake = () => undefined as unknown;
  const platform: Platform = {
    fetch,
    page: undefined,
    defaultServer: "https://farm",
    openSocket: (url, sent, events) => {
      const socket = { url, token: sent, closed: false, events };
      sockets.push(socket);
      return {
        close: () => {
          socket.closed = true;
        },
      };
    },
    gunzip: browserPlatform.gunzip,
    onWake: (listener) => {
      wake = listener;
      return () => {
        wake = () => undefined;
      };
    },
  };
  const statuses: SubscriptionStatus[] = [];
  const onState = vi.fn();
  const onScan = vi.fn();
  const client = makeClient(token === undefined ? {} : { token }, platform, clock);
  const subscription = client.subscribe({ onState, onScan, onStatus: (status) => statuses.push(status) });
  const last = () => {
    const socket = sockets.at(-1);
    if (!socket) throw new Error("There is one.");
    return socket;
  };
  const say = (message: ServerMessage) => last().events.onMessage(JSON.stringify(message));
  return { clock, sockets, subscription, statuses, onState, onScan, last, say, wake: () => wake() };
}

const snapshot = (seq = 1): ServerMessage => ({
  type: "snapshot",
  instance: "one",
  seq,
  status: aStatus(),
  pools: [aPool("gpu", [])],
  hosts: [aRender("pc-1")],
  jobs: [aJob(1, "shot")],
});

describe("a subscription", () => {
  it("connects, and keeps the state as it is told", () => {
    const { last, say, subscription, statuses, onState, onScan } = start("afp_1");
    expect(last()).toMatchObject({ url: "wss://farm/api/v1/events?coding=gzip", token: "afp_1" });
    say(snapshot());
    say({ type: "change", instance: "one", seq: 2, pools: { changed: [aPool("nuke", [], 2)], gone: [] } });
    say({ type: "scan", scan: "s", event: { kind: "progress", done: 1, total: 2 } });
    say({ type: "beat" });
    expect([...(subscription.state?.pools.values() ?? [])].map(({ name }) => name)).toEqual(["gpu", "nuke"]);
    expect(onState).toHaveBeenCalledTimes(2);
    expect(onScan).toHaveBeenCalledExactlyOnceWith("s", { kind: "progress", done: 1, total: 2 });
    expect(statuses.map(({ kind }) => kind)).toEqual(["connecting", "live"]);
  });

  it("tries again, each time later and up to a quarter of a minute, and resumes", () => {
    const { clock, last, say, sockets, statuses, subscription } = start();
    say(snapshot(7));
    const waits: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      last().events.onClose(1006, "");
      const status = subscription.status;
      if (status.kind !== "away") throw new Error(status.kind);
      expect(status.error.code).toBe("SERVER_UNREACHABLE");
      waits.push(status.retryInMs);
      clock.advance(status.retryInMs - 1);
      expect(subscription.status.kind).toBe("away");
      clock.advance(1);
      expect(subscription.status.kind).toBe("connecting");
    }
    for (const [round, wait] of waits.entries()) {
      const most = Math.min(15_000, 500 * 2 ** round);
      expect(wait).toBeGreaterThanOrEqual(most / 2);
      expect(wait).toBeLessThanOrEqual(most);
    }
    expect(last().url).toBe("wss://farm/api/v1/events?coding=gzip&since=one:7");
    say({ type: "resumed", instance: "one", seq: 7 });
    expect(subscription.status).toEqual({ kind: "live" });
    expect(subscription.state?.seq).toBe(7);
    last().events.onClose(1001, "SERVER_CLOSING");
    expect(subscription.status).toMatchObject({ kind: "away", error: { code: "SERVER_CLOSING" } });
    expect((subscription.status as { retryInMs: number }).retryInMs).toBeLessThanOrEqual(500);
    expect(sockets).toHaveLength(10);
    expect(statuses.at(-1)?.kind).toBe("away");
  });

  it("tries at once when the network is back", () => {
    const { last, subscription, wake, sockets } = start();
    wake();
    expect(sockets).toHaveLength(1);
    last().events.onClose(1006, "no route");
    expect(subscription.status).toMatchObject({
      kind: "away",
      error: { message: expect.stringContaining("no route") },
    });
    wake();
    expect(subscription.status.kind).toBe("connecting");
  });

  it("gives a connection up on which nothing is heard, though it looks open", () => {
    const { clock, last, say, subscription } = start();
    say(snapshot());
    clock.advance(39_999);
    say({ type: "beat" });
    clock.advance(39_999);
    expect(subscription.status.kind).toBe("live");
    const silent = last();
    clock.advance(1);
    expect(subscription.status.kind).toBe("away");
    expect(silent.closed).toBe(true);
    silent.events.onMessage(JSON.stringify(snapshot(9)));
    expect(subscription.state?.seq).toBe(1);
  });

  it("reads what is compressed, and connects again where that cannot be read", async () => {
    const { last, say, subscription, onState } = start();
    const compressed = Uint8Array.from(gzipSync(JSON.stringify(snapshot(7))));
    last().events.onMessage(compressed);
    say({ type: "change", instance: "one", seq: 8, pools: { changed: [], gone: [] } });
    await vi.waitFor(() => expect(onState).toHaveBeenCalledTimes(2));
    expect(subscription.state).toMatchObject({ seq: 8, instance: "one" });
    last().events.onMessage(compressed.slice(5));
    await vi.waitFor(() => expect(subscription.status.kind).toBe("away"));
    expect(subscription.status).toMatchObject({
      error: { code: "SERVER_UNREACHABLE", message: expect.stringContaining("could not be decompressed") },
    });
  });

  it("tells nothing of what was still being decompressed when the connection was lost", async () => {
    const { last, subscription, onState } = start();
    const compressed = Uint8Array.from(gzipSync(JSON.stringify(snapshot())));
    last().events.onMessage(compressed);
    last().events.onClose(1006, "");
    // Decompressed later than the one before.
    await browserPlatform.gunzip(compressed);
    expect([subscription.status.kind, onState.mock.calls.length]).toEqual(["away", 0]);
  });

  it.each(["SIGN_IN_REQUIRED", "FORBIDDEN"])("ends when the server says %s", (reason) => {
    const { clock, last, subscription, sockets } = start();
    last().events.onClose(4401, reason);
    expect(subscription.status).toMatchObject({ kind: "ended", error: { code: reason } });
    clock.advance(3_600_000);
    expect(sockets).toHaveLength(1);
  });

  it("tells nothing once it is closed", () => {
    const { clock, last, say, subscription, statuses, sockets } = start();
    say(snapshot());
    subscription.close();
    expect(last().closed).toBe(true);
    last().events.onClose(1006, "");
    clock.advance(3_600_000);
    expect([statuses.length, sockets.length]).toEqual([2, 1]);
  });
});

describe("in a browser", () => {
  it("the WebSocket is the browser's, which wakes with the page", () => {
    const opened: {
      url: string;
      onmessage?: (event: object) => void;
      onclose?: (event: object) => void;
      close(): void;
    }[] = [];
    const listeners = new Map<string, () => void>();
    const target = {
      visibilityState: "visible",
      addEventListener: (name: string, listener: () => void) => listeners.set(name, listener),
      removeEventListener: (name: string) => listeners.delete(name),
    };
    class BrowserSocket {
      readonly url: string;
      constructor(url: string) {
        this.url = url;
        opened.push(this);
      }
      close() {}
    }
    vi.stubGlobal("WebSocket", BrowserSocket);
    vi.stubGlobal("document", target);
    vi.stubGlobal("location", { origin: "http://farm:9980" });
    vi.stubGlobal("addEventListener", target.addEventListener);
    vi.stubGlobal("removeEventListener", target.removeEventListener);
    onTestFinished(() => void vi.unstubAllGlobals());

    const onStatus = vi.fn();
    const subscription = makeClient({}, browserPlatform, new ManualClock()).subscribe({
      onState: vi.fn(),
      onStatus,
    });
    expect(opened[0]?.url).toBe("ws://farm:9980/api/v1/events?coding=gzip");
    opened[0]?.onmessage?.({ data: JSON.stringify(snapshot()) });
    expect(subscription.status.kind).toBe("live");
    opened[0]?.onclose?.({ code: 1006, reason: "" });
    listeners.get("visibilitychange")?.();
    expect(opened).toHaveLength(2);
    opened[1]?.onclose?.({ code: 1006, reason: "" });
    target.visibilityState = "hidden";
    listeners.get("visibilitychange")?.();
    expect(opened).toHaveLength(2);
    listeners.get("online")?.();
    expect(opened).toHaveLength(3);
    subscription.close();
    expect(listeners.size).toBe(0);
  });

  it("a token is sent with it as a protocol: a page can set no header", () => {
    const opened: unknown[][] = [];
    class BrowserSocket {
      constructor(...parameters: unknown[]) {
        opened.push(parameters);
      }
      close() {}
    }
    vi.stubGlobal("WebSocket", BrowserSocket);
    vi.stubGlobal("document", { addEventListener: vi.fn(), removeEventListener: vi.fn() });
    vi.stubGlobal("location", { origin: "https://tools.studio.example" });
    vi.stubGlobal("addEventListener", vi.fn());
    vi.stubGlobal("removeEventListener", vi.fn());
    onTestFinished(() => void vi.unstubAllGlobals());
    const client = makeClient({ server: "http://farm:9980", token: "afp_1" }, browserPlatform);
    client.subscribe({ onState: vi.fn() }).close();
    expect(opened).toEqual([
      ["ws://farm:9980/api/v1/events?coding=gzip", ["afpools", "afpools.token.afp_1"]],
    ]);
  });

  it("a page of another origin is told which setting lets it ask, where nothing can be reached", async () => {
    vi.stubGlobal("location", { origin: "https://tools.studio.example" });
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    onTestFinished(() => void vi.unstubAllGlobals());
    await expect(
      makeClient({ server: "http://farm:9980" }, browserPlatform).getStatus(),
    ).rejects.toMatchObject({
      code: "SERVER_UNREACHABLE",
      message: expect.stringContaining("server.origins lists https://tools.studio.example"),
    });
    const own = makeClient({ server: "https://tools.studio.example" }, browserPlatform).getStatus();
    await expect(own).rejects.toThrow(/^(?!.*server\.origins)/);
  });
});
