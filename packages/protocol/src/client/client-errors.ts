import { AfpoolsError } from "@afpools/core";
import { formatEndpoint } from "@afpools/core/internal";
import type { ServerEndpoint } from "./server-endpoint.js";

const certificateCodes = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_)/;
const tlsCodes = /^(EPROTO$|ERR_SSL_|ERR_TLS_)/;

/** The server cannot be reached, or closed the connection before it answered. */
export function unreachableError(address: ServerEndpoint, cause?: Error): AfpoolsError {
  const code = cause && "code" in cause ? String(cause.code) : "";
  const where = formatEndpoint(address);
  return new AfpoolsError(
    "SERVER_UNREACHABLE",
    `No answer from the Pool Server at ${where}: ${explain(code, cause)}.`,
    { details: { address: where, ...(code !== "" && { reason: code }) }, ...(cause && { cause }) },
  );
}

export function timeoutError(address: ServerEndpoint, timeoutMs: number): AfpoolsError {
  const where = formatEndpoint(address);
  return new AfpoolsError(
    "TIMEOUT",
    `No answer from the Pool Server at ${where} within ${timeoutMs / 1000} s. Is the address right? Is the server overloaded?`,
    { details: { address: where, timeoutMs } },
  );
}

export function abortedError(reason: string, cause?: unknown): AfpoolsError {
  return new AfpoolsError("ABORTED", `The request was cancelled: ${reason}.`, { cause });
}

/** A certificate or key of the client's own settings cannot be read. */
export function tlsSettingsError(cause: unknown): AfpoolsError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AfpoolsError("INVALID_ARGUMENT", `The TLS settings cannot be used: ${reason}.`, { cause });
}

function explain(code: string, cause: Error | undefined): string {
  if (!cause) return "it closed the connection without one. Try again; its log says why";
  if (code === "ECONNREFUSED") {
    return 'nothing listens there. Start it ("afpools serve"), or correct host and port';
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `its name cannot be resolved (${code})`;
  if (certificateCodes.test(code)) {
    return `its certificate is not accepted (${code}: ${cause.message}). Give the authority that signed it as tls.ca, and the name in it as host or tls.servername`;
  }
  if (tlsCodes.test(code)) return `TLS failed (${cause.message}). Does the server have TLS on?`;
  return cause.message === "" ? code : cause.message;
}
