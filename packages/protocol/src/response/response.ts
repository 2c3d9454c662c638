import type { AfpoolsError } from "@afpools/core";
import type { RequestId } from "../request/request.js";

/** An answer to a request of version 2; its body is JSON that nobody has checked yet. */
export interface ResultResponse {
  readonly kind: "result";
  readonly id: RequestId;
  readonly body: unknown;
  /** Seconds since the server's database answered last, on answers from its snapshot; 0 while it answers. */
  readonly age?: number;
}

/** The server refused. `id` is `null` when it could not read one: then it closes. */
export interface ErrorResponse {
  readonly kind: "error";
  readonly id: RequestId | null;
  readonly error: AfpoolsError;
}

/** The 2019 protocol's answer; its body is JSON that nobody has checked yet. */
export interface LegacyResponse {
  readonly kind: "legacy";
  readonly body: unknown;
}

/** The bytes are no answers: close. Nothing comes after it. */
export interface BrokenResponses {
  readonly kind: "broken";
  readonly error: AfpoolsError;
}

export type DecodedResponse = ResultResponse | ErrorResponse | LegacyResponse | BrokenResponses;
