import { randomUUID } from "node:crypto";

/** The header that names a request, in it and in its answer. */
export const requestIdHeader = "x-request-id";

/** What may stand in a log without being read as something else. */
const acceptable = /^[\w.:/+=-]{1,128}$/;

/** The id by which a request is found in the log: the one that the client or a proxy gave it, else a new one. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get(requestIdHeader);
  return given !== null && acceptable.test(given) ? given : randomUUID();
}
