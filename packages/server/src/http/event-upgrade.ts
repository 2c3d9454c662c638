import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { eventsPath } from "@afpools/api";
import { AfpoolsError, toAfpoolsError } from "@afpools/core";
import { type EventHub, isEventsUrl } from "../events/event-hub.js";
import type { ClientInfo } from "./client-info.js";
import { rawAnswer } from "./problem-answer.js";
import { type Recogniser, visitOf } from "./recogniser.js";
import { originOf } from "./same-origin.js";

/** Does the request ask for a WebSocket? Any other upgrade is ignored (RFC 9110, section 7.8). */
export function isWebSocketUpgrade({ method, headers }: IncomingMessage): boolean {
  const {
    connection = "",
    upgrade = "",
    "content-length": length = "0",
    "transfer-encoding": coding,
  } = headers;
  const hasBody = length !== "0" || coding !== undefined;
  return (
    method === "GET" && !hasBody && upgrade.toLowerCase() === "websocket" && /\bupgrade\b/i.test(connection)
  );
}

/** Opens the WebSocket of events, or answers with an error and ends the connection. */
export async function upgradeToEvents(
  { recogniser, hub }: { readonly recogniser: Recogniser; readonly hub: EventHub },
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  client: ClientInfo,
): Promise<void> {
  try {
    if (!isEventsUrl(request.url)) {
      throw new AfpoolsError("UNKNOWN_ROUTE", `There is no WebSocket at this path, only at ${eventsPath}.`);
    }
    const { host, origin, "sec-fetch-site": site } = request.headers;
    // Otherwise a page of another server could read what its visitor may see.
    if (originOf({ origin, host, site: first(site) }) === "other") {
      throw new AfpoolsError("FORBIDDEN", "This WebSocket comes from the page of another server.");
    }
    const principal = await recogniser.recognise(
      visitOf({ method: "GET", headers: headersOf(request) }, client),
    );
    if (socket.destroyed) return;
    hub.upgrade(request, socket, head, { principal, address: client.address });
  } catch (error) {
    socket.end(rawAnswer(toAfpoolsError(error)));
  }
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const name of ["authorization", "cookie", "origin", "host", "sec-fetch-site", "user-agent"]) {
    const value = first(request.headers[name]);
    if (value !== undefined) headers.set(name, value);
  }
  return headers;
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
