import type { IncomingMessage } from "node:http";
import { apiPath, endpoints, eventsPath, operationNames } from "@afpools/api";
import { AfpoolsError, toAfpoolsError } from "@afpools/core";
import { inTurns } from "@afpools/core/internal";
import { SpanStatusCode } from "@opentelemetry/api";
import { Hono } from "hono";
import { assertMay } from "../access/principal.js";
import type { Metrics } from "../metrics/metrics.js";
import { traced } from "../tracing/traced.js";
import { tracedHttp } from "../tracing/traced-request.js";
import { type AllowedNames, refuseOrigin } from "./allowed-names.js";
import { ApiAnswers, type ApiAnswersOptions, type ApiRequest } from "./api-answers.js";
import type { ClientInfo } from "./client-info.js";
import { corsHeaders, preflightAnswer } from "./cors.js";
import type { RequestBody } from "./decode-request.js";
import { type Health, healthPaths } from "./health.js";
import type { PageFiles } from "./page-files.js";
import { type Answer, type EncodedAnswer, jsonAnswer, problemAnswer } from "./problem-answer.js";
import { type IncomingRequest, incomingRequestOf } from "./request-authenticator.js";
import { requestIdHeader } from "./request-id.js";
import { securityHeaders } from "./security-headers.js";

export interface HttpAppOptions extends ApiAnswersOptions {
  readonly health: () => Health;
  readonly metrics: Metrics;
  readonly names: AllowedNames;
  readonly page: PageFiles | undefined;
}

type Bindings = { Bindings: { readonly client: ClientInfo; readonly incoming?: IncomingMessage } };

/** Everything that is answered by HTTP: the API by its routes, health pages, metrics, the page. */
export function createHttpApp(options: HttpAppOptions): Hono<Bindings> {
  const { health, metrics, names, page, requestAuthenticator } = options;
  const app = new Hono<Bindings>();
  const api = new ApiAnswers(options);
  const allowed = new Map<string, string[]>();
  const count = (request: Request, route: string, status: number, startedAt: number) => {
    const seconds = (performance.now() - startedAt) / 1_000;
    metrics.httpDone({ method: knownMethod(request.method), route, status, seconds });
  };
  const answer = (
    method: string,
    path: string,
    work: (
      incoming: IncomingRequest,
      request: Request,
      parts: Pick<ApiRequest, "parameters" | "body">,
    ) => Promise<EncodedAnswer> | EncodedAnswer,
  ) => {
    allowed.set(path, [...(allowed.get(path) ?? []), method]);
    app.on(method, path, (context) => {
      const request = context.req.raw;
      return traced(tracedHttp(request, path), async (span) => {
        const startedAt = performance.now();
        const incoming = incomingRequestOf(request, context.env.client, names);
        const done = await work(incoming, request, {
          parameters: context.req.param(),
          body: bodyOf(request, context.env.incoming),
        });
        span.setAttribute("http.response.status_code", done.status);
        if (done.status >= 500) {
          span.setAttribute("error.type", String(done.status)).setStatus({ code: SpanStatusCode.ERROR });
        }
        count(request, path, done.status, startedAt);
        return respond(done, incoming);
      });
    });
  };

  for (const name of operationNames) {
    const { method, path } = endpoints[name];
    answer(method, `${apiPath}${path.replaceAll(/\{(\w+)\}/g, ":$1")}`, (incoming, request, parts) =>
      api.answer(name, { incoming, request, ...parts }),
    );
  }
  answer("GET", healthPaths.alive, () => inTurns(jsonAnswer({ status: "ok" })));
  answer("GET", healthPaths.ready, async () => {
    const { ready, details } = health();
    return {
      ...(await inTurns(jsonAnswer({ status: ready ? "ready" : "not ready", ...details }))),
      status: ready ? 200 : 503,
    };
  });
  answer("GET", "/metrics", (incoming) =>
    api.guarded(incoming, async () => {
      assertMay(await requestAuthenticator.authenticate(incoming), { needs: "viewer", isRead: true });
      return { status: 200, headers: { "content-type": metrics.contentType }, body: await metrics.text() };
    }),
  );

  app.options(`${apiPath}/*`, async (context, next) => {
    const request = context.req.raw;
    if (!request.headers.has("access-control-request-method")) return next();
    const startedAt = performance.now();
    const incoming = incomingRequestOf(request, context.env.client, names);
    const done = await api.guarded(incoming, async () => answerPreflight(incoming));
    count(request, "preflight", done.status, startedAt);
    return respond(done);
  });
  for (const [path, methods] of allowed) {
    const allow = methods.includes("GET")
      ? ["GET", "HEAD", ...methods.filter((it) => it !== "GET")]
      : methods;
    app.all(path, (context) => {
      const done = methodNotAllowed(context.req.method, allow);
      count(context.req.raw, path, done.status, performance.now());
      return respond(done);
    });
  }
  app.all(eventsPath, () => respond(problemAnswer(notByWebSocket())));
  app.all("*", (context) => {
    const startedAt = performance.now();
    const { path, method } = context.req;
    const isPage = (method === "GET" || method === "HEAD") && !path.startsWith("/api/");
    const found = isPage
      ? page?.answer(path, {
          encoding: context.req.header("accept-encoding") ?? "",
          type: context.req.header("accept") ?? "",
        })
      : undefined;
    if (!found) {
      const done = problemAnswer(unknownRoute(path, page !== undefined));
      count(context.req.raw, "unknown", done.status, startedAt);
      return respond(done);
    }
    count(context.req.raw, "page", found.status, startedAt);
    return new Response(new Uint8Array(found.bytes), { headers: { ...securityHeaders, ...found.headers } });
  });
  app.onError((error) => {
    options.log.error({ error: String(error), stack: error.stack }, "request failed");
    return respond(problemAnswer(toAfpoolsError(error)));
  });
  return app;
}

/** Node joins what has come of a body; the streams of `Request` give each chunk by itself. */
function bodyOf(request: Request, incoming: IncomingMessage | undefined): RequestBody {
  // The answer goes by the same connection, so a body that is not read to its end must not end it.
  return incoming ? incoming.iterator({ destroyOnReturn: false }) : request.body;
}

function respond({ status, headers, body }: EncodedAnswer, incoming?: IncomingRequest): Response {
  const response = new Response(body ?? null, {
    status,
    headers: {
      ...securityHeaders,
      "cache-control": "no-store",
      ...(incoming && { [requestIdHeader]: incoming.id }),
      ...headers,
    },
  });
  const origin = incoming?.headers.get("origin");
  if (incoming?.origin === "allowed" && origin) {
    for (const [name, value] of Object.entries(corsHeaders(origin))) response.headers.set(name, value);
    response.headers.append("vary", "origin");
  }
  for (const cookie of incoming?.cookies ?? []) response.headers.append("set-cookie", cookie);
  return response;
}

/** May a page of this origin ask? Browsers want to know before they send more than a form could. */
function answerPreflight({ origin, headers }: IncomingRequest): Answer {
  const from = headers.get("origin");
  return origin === "allowed" && from ? preflightAnswer(from) : refuseOrigin(from);
}

function methodNotAllowed(method: string, allow: readonly string[]): Answer {
  const error = new AfpoolsError("WRONG_METHOD", `${method} is not allowed here. Use ${allow.join(", ")}.`, {
    details: { method, allow },
  });
  const { headers, ...rest } = problemAnswer(error);
  return { ...rest, headers: { ...headers, allow: allow.join(", ") } };
}

function notByWebSocket(): AfpoolsError {
  return new AfpoolsError("WRONG_METHOD", "Events are sent by WebSocket: request an upgrade.");
}

function unknownRoute(path: string, hasPage: boolean): AfpoolsError {
  const others = hasPage ? "" : " This server has no page.";
  return new AfpoolsError(
    "UNKNOWN_ROUTE",
    `There is nothing at ${path.slice(0, 200)}.${others} What there is: ${apiPath}/openapi.json, /healthz, /readyz, /metrics.`,
    { details: { path: path.slice(0, 200) } },
  );
}

/** Nobody makes new labels of metrics by making methods up. */
function knownMethod(method: string): string {
  return ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].includes(method) ? method : "other";
}
