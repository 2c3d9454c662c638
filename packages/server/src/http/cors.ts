import type { Answer } from "./problem-answer.js";
import { emptyAnswer } from "./problem-answer.js";

/** The headers that requests of the API may have beside those that any page may send. */
const requestHeaders =
  "authorization, content-type, if-match, if-none-match, idempotency-key, traceparent, x-request-id";

/** For how long a browser need not ask again whether a page may ask, in s. */
const maxAgeS = 600;

/**
 * Lets a page of an allowed origin read an answer. There is no `Access-Control-Allow-Credentials`: such a page has a token, and
 * is not whoever is signed in on the server's own page.
 */
export function corsHeaders(origin: string): Readonly<Record<string, string>> {
  return {
    "access-control-allow-origin": origin,
    "access-control-expose-headers": "etag, retry-after, x-request-id",
  };
}

/** Lets a page of an allowed origin send any request of the API. */
export function preflightAnswer(origin: string): Answer {
  return {
    ...emptyAnswer,
    headers: {
      ...corsHeaders(origin),
      "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
      "access-control-allow-headers": requestHeaders,
      "access-control-max-age": String(maxAgeS),
    },
  };
}
