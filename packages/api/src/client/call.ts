import { AfpoolsError } from "@afpools/core";
import { quoted } from "@afpools/core/internal";
import { apiPath, type Endpoint } from "../routes/endpoints.js";
import type { CallOptions } from "./call-types.js";
import { certificateRefusal } from "./certificate-refusal.js";
import type { KnownAnswers } from "./known-answers.js";
import { readProblem } from "./read-problem.js";

export interface Caller {
  /** Such as `http://farm:9980`. */
  readonly base: string;
  readonly token: string | undefined;
  readonly timeoutMs: number;
  readonly fetch: typeof fetch;
  /** Answers of before; nothing in a browser, which keeps them itself. */
  readonly known: KnownAnswers | undefined;
  /** The origin of the page that it runs in; nothing outside of a browser. */
  readonly page: string | undefined;
}

/**
 * Carries out one operation.
 *
 * Rejects with what the server refuses with; `SERVER_UNREACHABLE`, `TIMEOUT`, `ABORTED`, `UNEXPECTED_ANSWER`.
 */
export async function call(
  { base, token, timeoutMs, fetch, known, page }: Caller,
  { method, path, isSafe = method === "GET" }: Endpoint,
  input: Readonly<Record<string, unknown>> = {},
  { signal, ifRevision, idempotencyKey }: CallOptions = {},
): Promise<unknown> {
  const { body, ...values } = input;
  const limit = AbortSignal.timeout(timeoutMs);
  const url = `${base}${apiPath}${pathWith(path, values)}`;
  const etag = method === "GET" ? known?.etagOf(url) : undefined;
  const send = () =>
    fetch(url, {
      method,
      headers: {
        accept: "application/json",
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(etag !== undefined && { "if-none-match": etag }),
        ...(ifRevision !== undefined && { "if-match": `"${ifRevision}"` }),
        ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
      },
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  try {
    const again = (error: unknown) => {
      // The server may close a connection that was kept at the moment at which it is used again.
      if (!isReset(error) || (!isSafe && idempotencyKey === undefined)) throw error;
      return send();
    };
    const response = await send().catch(again).catch(again);
    const text = await response.text();
    if (etag !== undefined && response.status === 304) return known?.valueOf(url);
    if (!response.ok) throw readProblem(response.status, text, base);
    const value = response.status === 204 ? undefined : parse(text, base);
    if (method === "GET") known?.keep(url, response.headers.get("etag"), value);
    return value;
  } catch (error) {
    if (error instanceof AfpoolsError) throw error;
    throw failure(error, {
      base,
      page,
      timeoutMs,
      aborted: signal?.aborted === true,
      timedOut: limit.aborted,
    });
  }
}

/** The path with its parameters put in; what is left over becomes the query. */
function pathWith(path: string, values: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  let filled = path;
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    if (path.includes(`{${name}}`)) {
      refuseDots(name, value);
      filled = filled.replace(`{${name}}`, () => encodeURIComponent(String(value)));
    } else query.set(name, String(value));
  }
  const text = query.toString();
  return text === "" ? filled : `${filled}?${text}`;
}

/** An address loses these as a part of its path, encoded or not: another operation would be asked for. */
function refuseDots(name: string, value: unknown): void {
  if (value !== "." && value !== "..") return;
  throw new AfpoolsError(
    "INVALID_ARGUMENT",
    `The ${name} ${quoted(value, 2)} cannot be used in a URL, where it means a folder. Use its id.`,
    { details: { [name]: value } },
  );
}

function parse(text: string, base: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AfpoolsError(
      "UNEXPECTED_ANSWER",
      `What ${base} answers is not JSON, so it is not from Afanasy Pools.`,
      {
        details: { server: base },
        cause,
      },
    );
  }
}

function failure(
  cause: unknown,
  {
    base,
    page,
    timeoutMs,
    aborted,
    timedOut,
  }: { base: string; page: string | undefined; timeoutMs: number; aborted: boolean; timedOut: boolean },
): AfpoolsError {
  const details = { server: base };
  if (aborted)
    return new AfpoolsError("ABORTED", `The request to ${base} was cancelled.`, { details, cause });
  if (timedOut) {
    return new AfpoolsError("TIMEOUT", `${base} did not answer within ${timeoutMs} ms.`, { details, cause });
  }
  const refusal = certificateRefusal(causeOf(cause));
  if (refusal) {
    return new AfpoolsError("SERVER_UNREACHABLE", `${base} cannot be reached: ${refusal}.`, {
      details,
      cause,
    });
  }
  // A browser tells a page nothing about why: it may be that the server is not there.
  const isOtherOrigin = page !== undefined && page !== new URL(base).origin;
  const origins = isOtherOrigin
    ? ` Pages of ${page} may ask it only if its setting server.origins lists ${page}.`
    : "";
  return new AfpoolsError(
    "SERVER_UNREACHABLE",
    `${base} cannot be reached${reasonOf(cause)}. Is the server running, and is the address right?${origins}`,
    { details, cause },
  );
}

/** Node says in the cause what a browser does not say. */
function reasonOf(error: unknown): string {
  const cause = causeOf(error);
  return cause instanceof Error && cause.message !== "" ? `: ${cause.message}` : "";
}

/** Was the connection closed by the other end before it answered? Only Node tells. */
function isReset(error: unknown): boolean {
  const cause = causeOf(error);
  return (
    cause instanceof Error && "code" in cause && ["ECONNRESET", "UND_ERR_SOCKET"].includes(String(cause.code))
  );
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}
