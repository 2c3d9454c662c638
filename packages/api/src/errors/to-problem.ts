import type { AfpoolsError } from "@afpools/core";
import type { Problem } from "../resources/problem.js";
import { httpStatus } from "./http-status.js";

/** The media type of an answer that tells an error (RFC 9457). */
export const problemType = "application/problem+json";

/** An error as it is told by an answer of this status. */
export function toProblem(
  { code, message, details }: AfpoolsError,
  status: number = httpStatus(code),
): Problem {
  const words = code.toLowerCase().replaceAll("_", " ");
  return {
    type: `urn:afpools:error:${code}`,
    title: words.charAt(0).toUpperCase() + words.slice(1),
    status,
    detail: message,
    code,
    details,
  };
}
