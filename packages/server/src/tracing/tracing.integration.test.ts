import { Afserver } from "@afpools/afanasy";
import { AfpoolsError, MemoryStore } from "@afpools/core";
import { createPoolClient } from "@afpools/protocol/client";
import { context, propagation, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { startApi } from "../testing/test-api.js";
import { startServer } from "../testing/test-server.js";
import { traced } from "./traced.js";
import { tracedStore } from "./traced-store.js";

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
});
beforeEach(() => exporter.reset());
afterAll(async () => {
  await provider.shutdown();
  for (const api of [trace, propagation, context]) api.disable();
});

async function spans(): Promise<readonly ReadableSpan[]> {
  await provider.forceFlush();
  return exporter.getFinishedSpans();
}

/** The only span of this name. */
async function spanOf(name: string): Promise<ReadableSpan> {
  const found = (await spans()).filter((span) => span.name === name);
  expect(found, `spans named ${name}`).toHaveLength(1);
  return found[0] as ReadableSpan;
}

async function childrenOf(parent: ReadableSpan): Promise<readonly ReadableSpan[]> {
  const { spanId } = parent.spanContext();
  return (await spans()).filter((span) => span.parentSpanContext?.spanId === spanId);
}

const caller = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };
const traceparent = (flags: "00" | "01") => `00-${caller.traceId}-${caller.spanId}-${flags}`;

describe("with an OpenTelemetry SDK in the process", () => {
  it("a request of HTTP is part of its caller's trace, and the database's work part of the request", async () => {
    const api = await startApi();
    exporter.reset();
    const editor = api.client({ token: api.token("editor") });
    const answer = await api.request("POST", "/pools", {
      headers: { authorization: `Bearer ${api.token("editor")}`, traceparent: traceparent("01") },
      body: { name: "gpu", hosts: ["pc-01"] },
    });
    expect(answer.status).toBe(200);
    const request = await spanOf("POST /api/v1/pools");
    expect(request.parentSpanContext).toMatchObject({ ...caller, isRemote: true });
    expect(request.kind).toBe(SpanKind.SERVER);
    expect(request.attributes).toEqual({
      "http.request.method": "POST",
      "http.route": "/api/v1/pools",
      "http.response.status_code": 200,
    });
    expect(request.status.code).toBe(SpanStatusCode.UNSET);
    const write = await spanOf("write");
    expect(write.parentSpanContext?.spanId).toBe(request.spanContext().spanId);
    expect(write.spanContext().traceId).toBe(caller.traceId);
    expect([write.kind, write.attributes]).toEqual([
      SpanKind.CLIENT,
      { "db.system.name": "sqlite", "db.operation.name": "write" },
    ]);

    await expect(editor.getPool({ pool: "none" })).rejects.toMatchObject({ code: "POOL_NOT_FOUND" });
    const refused = await spanOf("GET /api/v1/pools/:pool");
    expect(refused.parentSpanContext).toBeUndefined();
    expect(refused.attributes["http.response.status_code"]).toBe(404);
    expect(refused.status.code).toBe(SpanStatusCode.UNSET);
  });

  it("a caller that records nothing is heeded, down to the database", async () => {
    const api = await startApi();
    exporter.reset();
    const headers = { authorization: `Bearer ${api.token("editor")}`, traceparent: traceparent("00") };
    const body = { name: "gpu", hosts: ["pc-01"] };
    expect((await api.request("POST", "/pools", { headers, body })).status).toBe(200);
    // What the server reads at intervals, for nobody, is recorded meanwhile.
    const own = (span: ReadableSpan) => span.kind === SpanKind.CLIENT && span.parentSpanContext === undefined;
    expect((await spans()).filter((span) => !own(span) || span.name === "write")).toEqual([]);
  });

  it("a request of the pool protocol begins a trace, and tells command and result", async () => {
    const api = await startApi({ settings: { "server.writes": "loopback" } });
    const client = createPoolClient({ host: "127.0.0.1", port: api.daemon.address.port });
    onTestFinished(() => client.close());
    exporter.reset();
    await client.createPool({ author: "anna", name: "gpu", hosts: ["pc-01"] });
    await client.pools();
    await client.pool("none").catch(() => undefined);

    const create = await spanOf("CREATE POOL");
    expect(create.attributes).toEqual({
      "rpc.system.name": "afpools",
      "rpc.method": "CREATE POOL",
      "rpc.response.status_code": "ok",
    });
    expect((await childrenOf(create)).map(({ name }) => name)).toContain("write");
    const [read, refused] = [await spanOf("GET POOLS"), await spanOf("GET POOL")];
    expect(await childrenOf(read)).toEqual([]);
    expect(refused.attributes["rpc.response.status_code"]).toBe("POOL_NOT_FOUND");
    expect(refused.status.code).toBe(SpanStatusCode.UNSET);
    for (const span of [create, read, refused]) {
      expect([span.kind, span.parentSpanContext]).toEqual([SpanKind.SERVER, undefined]);
    }
  });

  it("a failure is told where it happened, and by the request that failed by it", async () => {
    class AwayStore extends MemoryStore {
      override async history(): Promise<never> {
        throw new AfpoolsError("STORE_UNAVAILABLE", "The database is away.");
      }
    }
    const away = Object.defineProperty(new AwayStore(), "location", {
      value: "mongodb+srv://pools.example/afpools",
    });
    const { client } = await startServer({ store: tracedStore(away) });
    await expect(client().history({ limit: 1 })).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    const failed = {
      status: { code: SpanStatusCode.ERROR, message: "The database is away." },
      attributes: { "error.type": "STORE_UNAVAILABLE" },
    };
    const request = await spanOf("GET HISTORY");
    expect(request).toMatchObject(failed);
    expect(request.attributes["rpc.response.status_code"]).toBe("STORE_UNAVAILABLE");
    expect(await childrenOf(request)).toMatchObject([
      { name: "history", ...failed, attributes: { ...failed.attributes, "db.system.name": "mongodb" } },
    ]);
  });

  it("what is asked of afserver for a request is part of it", async () => {
    const api = await startApi({ renders: ["pc-01"] });
    if (!api.simulated) throw new Error("There is an afserver.");
    const { address } = api.simulated;
    const editor = api.as("editor");
    await editor.createPool({ body: { name: "gpu", hosts: ["pc-01"] } });
    await vi.waitFor(async () => expect((await editor.getStatus()).status.farm.hosts).toBe(1), 20_000);
    const blocks = [{ name: "render", service: "generic", tasks: [{ name: "t", command: "sleep 100000" }] }];
    const job = await new Afserver(address).sendJob({ name: "shot", user_name: "anna", blocks });
    await editor.putJobOnPool({ id: job.id, body: { serial: job.serial, expression: "gpu" } });

    const request = await spanOf("PUT /api/v1/jobs/:id/pool");
    const asked = (await childrenOf(request)).filter(
      ({ attributes }) => attributes["rpc.system.name"] === "afanasy",
    );
    expect(asked.map(({ name }) => name)).toEqual(expect.arrayContaining(["jobs", "changeJobs"]));
    expect(asked[0]).toMatchObject({
      kind: SpanKind.CLIENT,
      attributes: { "rpc.method": "jobs", "server.address": "127.0.0.1", "server.port": address.port },
    });
  });

  it("work that throws at once ends its span, as an error", async () => {
    const work = (): never => {
      throw new TypeError("no such thing");
    };
    const what = { name: "work", kind: SpanKind.INTERNAL, attributes: {} };
    expect(() => traced(what, work)).toThrow(TypeError);
    expect((await spanOf("work")).attributes).toEqual({ "error.type": "INTERNAL" });
  });
});

describe("without an SDK", () => {
  it("work is called, and nothing else", async () => {
    for (const api of [trace, context]) api.disable();
    vi.resetModules();
    const { traced: untraced } = await import("./traced.js");
    const promise = Promise.resolve("done");
    let given: Span | undefined;
    const result = untraced({ name: "work", kind: SpanKind.INTERNAL, attributes: {} }, (span) => {
      given = span;
      expect(trace.getActiveSpan()).toBeUndefined();
      return promise;
    });
    expect(result).toBe(promise);
    expect(given?.isRecording()).toBe(false);
    expect(await spans()).toEqual([]);
  });
});
