import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { eventsPath, socketTokenPrefix } from "@afpools/api";
import { AfpoolsError, toAfpoolsError } from "@afpools/core";
import { type EventHub, isEventsUrl } from "../events/event-hub.js";
import { type AllowedNames, refuseOrigin } from "./allowed-names.js";
import type { ClientInfo } from "./client-info.js";
import { rawAnswer } from "./problem-answer.js";
import { incomingRequestOf, type RequestAuthenticator } from "./request-authenticator.js";

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

export interface EventUpgradeParts {
  readonly requestAuthenticator: RequestAuthenticator;
  readonly hub: EventHub;
  readonly names: AllowedNames;
}

/** Opens the WebSocket of events, or answers with an error and ends the connection. */
export async function upgradeToEvents(
  { requestAuthenticator, hub, names }: EventUpgradeParts,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  client: ClientInfo,
): Promise<void> {
  try {
    names.assertName(client.host);
    if (!isEventsUrl(request.url)) {
      throw new AfpoolsError("UNKNOWN_ROUTE", `There is no WebSocket at this path, only at ${eventsPath}.`);
    }
    const incoming = incomingRequestOf({ method: "GET", headers: headersOf(request) }, client, names);
    // Otherwise a page of another server could read what its visitor may see: browsers send no preflight here.
    if (incoming.origin === "other") refuseOrigin(incoming.headers.get("origin"));
    const principal = await requestAuthenticator.authenticate(incoming);
    if (socket.destroyed) return;
    const recheck = requestAuthenticator.recheckOf(principal, incoming);
    hub.upgrade(request, socket, head, { principal, address: client.address, recheck });
  } catch (error) {
    socket.end(rawAnswer(toAfpoolsError(error)));
  }
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    const text = first(value);
    if (text !== undefined) headers.set(name, text);
  }
  const token = socketToken(headers.get("sec-websocket-protocol"));
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  return headers;
}

/** Pages cannot set `Authorization` on a WebSocket: they send a token as one of its protocols. */
function socketToken(protocols: string | null): string | undefined {
  const words = protocols?.split(",").map((word) => word.trim()) ?? [];
  return words.find((word) => word.startsWith(socketTokenPrefix))?.slice(socketTokenPrefix.length);
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
