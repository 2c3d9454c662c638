import { AfpoolsError } from "@afpools/core";
import { type Endpoint, formatEndpoint } from "@afpools/core/internal";

/** afserver cannot be reached, or closed the connection before it answered. */
export function unreachableError(address: Endpoint, reason: Error | string): AfpoolsError {
  const where = formatEndpoint(address);
  const code = typeof reason !== "string" && "code" in reason ? String(reason.code) : undefined;
  return new AfpoolsError(
    "SERVER_UNREACHABLE",
    `No answer from afserver at ${where}: ${explain(reason, code)}.`,
    {
      details: { address: where, ...(code !== undefined && { reason: code }) },
      ...(typeof reason !== "string" && { cause: reason }),
    },
  );
}

/** afserver's machine did not take the connection in time. */
export function connectTimeoutError(address: Endpoint, timeoutMs: number): AfpoolsError {
  const where = formatEndpoint(address);
  return new AfpoolsError(
    "SERVER_UNREACHABLE",
    `No connection to afserver at ${where} within ${timeoutMs / 1000} s. Is the machine on? Does a firewall block the port?`,
    { details: { address: where, reason: "ETIMEDOUT", timeoutMs } },
  );
}

export function timeoutError(address: Endpoint, timeoutMs: number): AfpoolsError {
  const where = formatEndpoint(address);
  return new AfpoolsError(
    "TIMEOUT",
    `No answer from afserver at ${where} within ${timeoutMs / 1000} s. Is it the right address? Ten idle connections of other programs, or jobs with large masks, can stall an afserver.`,
    { details: { address: where, timeoutMs } },
  );
}

export function abortedError(cause: unknown): AfpoolsError {
  return new AfpoolsError("ABORTED", "The request to afserver was cancelled by its signal.", {
    cause,
  });
}

/** `error` with the server's address, which what made it did not know. */
export function withAddress(error: AfpoolsError, address: Endpoint): AfpoolsError {
  const where = formatEndpoint(address);
  return new AfpoolsError(error.code, `afserver at ${where}: ${error.message}`, {
    details: { ...error.details, address: where },
    cause: error,
  });
}

function explain(reason: Error | string, code: string | undefined): string {
  if (typeof reason === "string") return reason;
  if (code === "ECONNREFUSED") {
    return "nothing listens there. Start afserver, or correct host and port (afanasy.server, or af_servername and af_serverport of CGRU)";
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return `its name cannot be resolved (${code}). Correct the host (afanasy.server, or af_servername of CGRU)`;
  }
  if (code === "EHOSTUNREACH" || code === "ENETUNREACH" || code === "ETIMEDOUT") {
    return `there is no way to it (${code}). Is the machine on? Does a firewall block the port?`;
  }
  if (code === "ECONNRESET" || code === "EPIPE") return `it broke the connection off (${code})`;
  return reason.message === "" ? (code ?? "the connection failed") : reason.message;
}

/** Would a request about another job fail, too? Otherwise one that fails says nothing of the others, which go on. */
export function isOfAllRequests({ code }: AfpoolsError): boolean {
  return code === "SERVER_UNREACHABLE" || code === "ABORTED";
}
