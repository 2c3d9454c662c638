import { httpStatus, problemType, toProblem } from "@afpools/api";
import type { AfpoolsError } from "@afpools/core";

/** What an answer is, before it is sent. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** The answer that tells an error (RFC 9457). */
export function problemAnswer(error: AfpoolsError, status: number = httpStatus(error.code)): Answer {
  const retry = error.details.retryInSeconds;
  return {
    status,
    headers: {
      "content-type": problemType,
      ...(status === 401 && { "www-authenticate": "Bearer" }),
      ...(typeof retry === "number" && { "retry-after": String(retry) }),
    },
    body: JSON.stringify(toProblem(error, status)),
  };
}

export function jsonAnswer(value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status: 200,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(value),
  };
}

export const emptyAnswer: Answer = { status: 204, headers: {}, body: undefined };
