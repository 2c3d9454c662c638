import { AfpoolsError, isErrorCode } from "@afpools/core";

/** The error that an answer tells, of a server or of what stands before it. */
export function readProblem(status: number, text: string, base: string): AfpoolsError {
  const { code, detail, details } = readObject(text);
  if (typeof code === "string" && typeof detail === "string") {
    if (isErrorCode(code)) return new AfpoolsError(code, detail, { details: readObject(details) });
    return new AfpoolsError("UNEXPECTED_ANSWER", detail, { details: { server: base, status, code } });
  }
  return new AfpoolsError(
    "UNEXPECTED_ANSWER",
    `${base} answers with status ${status}, which is not an answer of Afanasy Pools. Is the address right? Does a proxy answer in place of the server?`,
    { details: { server: base, status } },
  );
}

/** `value`, or the JSON in it, where it is an object. */
function readObject(value: unknown): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = typeof value === "string" ? JSON.parse(value) : value;
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
