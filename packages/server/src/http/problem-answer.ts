import { STATUS_CODES } from "node:http";
import { httpStatus, problemType, toProblem } from "@afpools/api";
import { type AfpoolsError, jsonPieces } from "@afpools/core";
import type { Steps } from "@afpools/core/internal";
import { securityHeaders } from "./security-headers.js";

/** What an answer is, before it is sent. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** An answer whose body may be bytes already. */
export interface EncodedAnswer extends Omit<Answer, "body"> {
  readonly body: string | Uint8Array<ArrayBuffer> | undefined;
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

export function* jsonAnswer(value: object, headers: Readonly<Record<string, string>> = {}): Steps<Answer> {
  let body = "";
  for (const piece of jsonPieces(value)) {
    body += piece;
    yield;
  }
  return { status: 200, headers: { "content-type": "application/json; charset=utf-8", ...headers }, body };
}

export function csvAnswer(body: string): Answer {
  return { status: 200, headers: { "content-type": "text/csv; charset=utf-8", vary: "accept" }, body };
}

export const emptyAnswer: Answer = { status: 204, headers: {}, body: undefined };

/** An error as the bytes of a whole answer, for a connection that ends with it and is not read any more. */
export function rawAnswer(error: AfpoolsError, givenStatus?: number): string {
  const { status, headers, body = "" } = problemAnswer(error, givenStatus);
  const all = {
    ...securityHeaders,
    ...headers,
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("\r\n")}\r\n\r\n${body}`;
}
