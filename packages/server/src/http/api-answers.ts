import { endpoints, type OperationName, type Route, routes } from "@afpools/api";
import { type AnswerStore, toAfpoolsError } from "@afpools/core";
import { inTurns, type Steps } from "@afpools/core/internal";
import { assertMay } from "../access/principal.js";
import type { Audit } from "../audit/audit.js";
import { AuditTrail } from "../audit/audit-trail.js";
import type { Log } from "../log/log.js";
import type { ServerWork } from "../work/server-work.js";
import { auditedOperations } from "./audited-operations.js";
import { BodyMemory } from "./body-memory.js";
import { check, checkParameters, type RequestBody, readBody, readIfMatch } from "./decode-request.js";
import { type Encoded, EncodedResults } from "./encoded-results.js";
import type { Handlers } from "./handler.js";
import { IdempotentAnswers } from "./idempotent-answers.js";
import {
  type Answer,
  csvAnswer,
  type EncodedAnswer,
  emptyAnswer,
  jsonAnswer,
  problemAnswer,
} from "./problem-answer.js";
import { type IncomingRequest, presentedBy, type RequestAuthenticator } from "./request-authenticator.js";

export interface ApiAnswersOptions {
  readonly handlers: Handlers;
  readonly requestAuthenticator: RequestAuthenticator;
  readonly audit: Audit;
  /** Answers to requests that may be sent again. */
  readonly answers: AnswerStore;
  readonly work: ServerWork;
  readonly log: Log;
}

/** What reads much from the database: its slot is kept until its answer is made. */
const readings: ReadonlySet<OperationName> = new Set([
  "listHistory",
  "listJobChanges",
  "listAudit",
  "getUsage",
]);

/** A request of an operation as it comes. */
export interface ApiRequest {
  readonly incoming: IncomingRequest;
  readonly request: Request;
  readonly body: RequestBody;
  /** Of its path, as texts. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Carries out operations of the API: what each must be is said by its route, what it does by its handler. */
export class ApiAnswers {
  readonly #options: ApiAnswersOptions;
  readonly #kept: IdempotentAnswers;
  readonly #encoded = new EncodedResults();
  readonly #bodies = new BodyMemory();

  constructor(options: ApiAnswersOptions) {
    this.#options = options;
    this.#kept = new IdempotentAnswers(options.answers);
  }

  answer(name: OperationName, asked: ApiRequest): Promise<EncodedAnswer> {
    return this.guarded(asked.incoming, () => this.#carryOut(name, routes[name], asked));
  }

  /** What goes wrong is an answer, too. */
  async guarded<A extends EncodedAnswer>(
    { id }: Pick<IncomingRequest, "id">,
    work: () => Promise<A>,
    ifRevision?: number,
  ): Promise<A | Answer> {
    try {
      return await work();
    } catch (cause) {
      const error = toAfpoolsError(cause);
      if (error.kind === "internal") {
        const stack = error.cause instanceof Error ? error.cause.stack : error.stack;
        this.#options.log.error({ request: id, error: error.message, stack }, "request failed");
      }
      const isStale =
        error.code === "CONFLICT" && ifRevision !== undefined && "actualRevision" in error.details;
      return problemAnswer(error, isStale ? 412 : undefined);
    }
  }

  async #carryOut(
    name: OperationName,
    route: Route,
    { incoming, request, body: bodyOf, parameters }: ApiRequest,
  ): Promise<EncodedAnswer> {
    const { requestAuthenticator, handlers, audit, work: serverWork } = this.#options;
    const trail = new AuditTrail({
      audit,
      action: auditedOperations[name],
      operation: name,
      address: incoming.from.address,
    });
    const principal = await recorded(trail, async () => {
      const validCredential = await requestAuthenticator.authenticate(incoming);
      trail.by(validCredential);
      const isRead = endpoints[name].method === "GET" || route.reads === true;
      assertMay(validCredential, { needs: route.needs, isRead });
      return validCredential;
    });
    const ifRevision = route.ifMatch ? readIfMatch(request.headers.get("if-match")) : undefined;
    const url = new URL(request.url);
    const params = route.params && checkParameters(route.params, parameters, "path");
    const query = route.query && checkParameters(route.query, Object.fromEntries(url.searchParams), "query");
    const { address } = incoming.from;
    const sent = route.body && (await readBody(request.headers, bodyOf, this.#bodies.open(address)));
    const body = route.body && check(route.body, sent?.value, "body");
    const asker = { address, signal: incoming.signal };
    const carryOut = async () => {
      const call = {
        params,
        query,
        body,
        principal,
        address,
        from: incoming.from,
        asker,
        ifRevision,
        audit: trail,
        session: incoming.session,
      };
      // Its parts are as the route of this very name has checked them.
      const handler = handlers[name] as (checked: typeof call) => unknown;
      const result = await recorded(trail, async () => handler(call));
      await trail.done();
      return result;
    };
    const isReading = readings.has(name);
    const inSlot = <A>(work: () => Promise<A>) =>
      isReading ? serverWork.readings.whole(work, asker) : work();
    const { csv } = route;
    if (csv && isCsvWanted(request.headers)) {
      return this.guarded(incoming, () => inSlot(async () => csvAnswer(csv((await carryOut()) as never))));
    }
    if (route.conditional) {
      // A reading has its slot already.
      const encode = (make: () => Steps<Encoded>) =>
        isReading ? inTurns(make()) : serverWork.plans.steps(make, asker);
      return this.guarded(incoming, () =>
        inSlot(async () => this.#encoded.answer((await carryOut()) as object, request.headers, encode)),
      );
    }
    const work = () =>
      this.guarded(
        incoming,
        () =>
          inSlot(async () => {
            const result = await carryOut();
            return route.result ? inTurns(jsonAnswer(result as object, etagOf(route, result))) : emptyAnswer;
          }),
        ifRevision,
      );
    const key = route.idempotent ? request.headers.get("idempotency-key") : null;
    const credential = presentedBy(incoming, principal);
    if (key === null || credential === undefined) return work();
    const parts = [
      request.method,
      url.pathname,
      url.search,
      request.headers.get("if-match") ?? "",
      sent?.text ?? "",
    ];
    return this.#kept.answer({ credential, key, parts }, work);
  }
}

/** Is a table asked for, and not JSON? */
function isCsvWanted(headers: Headers): boolean {
  const accept = headers.get("accept") ?? "";
  return /\btext\/csv\b/i.test(accept) && !/\bapplication\/json\b/i.test(accept);
}

/** Does `work`, and records where it fails. */
async function recorded<T>(trail: AuditTrail, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await trail.failed(error);
    throw error;
  }
}

/** The revision of the pool that an answer tells. */
function etagOf({ etag }: Route, result: unknown): Readonly<Record<string, string>> {
  if (!etag) return {};
  const { pool } = result as { readonly pool: { readonly revision: number } | null };
  return pool ? { etag: `"${pool.revision}"` } : {};
}
