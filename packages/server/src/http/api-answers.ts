import { endpoints, type OperationName, type Route, routes } from "@afpools/api";
import { toAfpoolsError } from "@afpools/core";
import { assertMay } from "../access/principal.js";
import type { Log } from "../log/log.js";
import { check, checkParameters, readBody, readIfMatch } from "./decode-request.js";
import type { Handlers } from "./handler.js";
import { IdempotentAnswers } from "./idempotent-answers.js";
import { type Answer, emptyAnswer, jsonAnswer, problemAnswer } from "./problem-answer.js";
import type { Recogniser, Visit } from "./recogniser.js";

export interface ApiAnswersOptions {
  readonly handlers: Handlers;
  readonly recogniser: Recogniser;
  readonly log: Log;
}

/** A request of an operation as it comes. */
interface ApiRequest {
  readonly visit: Visit;
  readonly request: Request;
  /** Of its path, as texts. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Carries out operations of the API: what each must be is said by its route, what it does by its handler. */
export class ApiAnswers {
  readonly #options: ApiAnswersOptions;
  readonly #kept = new IdempotentAnswers();

  constructor(options: ApiAnswersOptions) {
    this.#options = options;
  }

  answer(name: OperationName, asked: ApiRequest): Promise<Answer> {
    return this.guarded(() => this.#carryOut(name, routes[name], asked));
  }

  /** What goes wrong is an answer, too. */
  async guarded(work: () => Promise<Answer>, ifRevision?: number): Promise<Answer> {
    try {
      return await work();
    } catch (cause) {
      const error = toAfpoolsError(cause);
      if (error.kind === "internal") {
        const stack = error.cause instanceof Error ? error.cause.stack : error.stack;
        this.#options.log.error({ error: error.message, stack }, "a request failed");
      }
      const isStale =
        error.code === "CONFLICT" && ifRevision !== undefined && "actualRevision" in error.details;
      return problemAnswer(error, isStale ? 412 : undefined);
    }
  }

  async #carryOut(
    name: OperationName,
    route: Route,
    { visit, request, parameters }: ApiRequest,
  ): Promise<Answer> {
    const { recogniser, handlers } = this.#options;
    const principal = await recogniser.recognise(visit);
    const isRead = endpoints[name].method === "GET" || route.reads === true;
    assertMay(principal, { needs: route.needs, isRead });
    const ifRevision = route.ifMatch ? readIfMatch(request.headers.get("if-match")) : undefined;
    const url = new URL(request.url);
    const params = route.params && checkParameters(route.params, parameters, "path");
    const query = route.query && checkParameters(route.query, Object.fromEntries(url.searchParams), "query");
    const sent = route.body && (await readBody(request));
    const body = route.body && check(route.body, sent?.value, "body");
    const work = () =>
      this.guarded(async () => {
        const call = {
          params,
          query,
          body,
          principal,
          address: visit.from.address,
          from: visit.from,
          ifRevision,
          session: visit.session,
        };
        // Its parts are as the route of this very name has checked them.
        const handler = handlers[name] as (checked: typeof call) => unknown;
        const result = await handler(call);
        return route.result ? jsonAnswer(result, etagOf(route, result)) : emptyAnswer;
      }, ifRevision);
    const key = route.idempotent ? request.headers.get("idempotency-key") : null;
    if (key === null) return work();
    const caller = principal.by === "nothing" ? "" : principal.user.id;
    const same = [
      request.method,
      url.pathname,
      url.search,
      request.headers.get("if-match") ?? "",
      sent?.text ?? "",
    ];
    return this.#kept.answer({ caller, key }, same, work);
  }
}

/** The revision of the pool that an answer tells. */
function etagOf({ etag }: Route, result: unknown): Readonly<Record<string, string>> {
  if (!etag) return {};
  const { pool } = result as { readonly pool: { readonly revision: number } | null };
  return pool ? { etag: `"${pool.revision}"` } : {};
}
