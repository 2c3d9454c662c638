import { AfpoolsError, type Clock, systemClock } from "@afpools/core";
import { formatServerAddress, parseServerAddress, quoted } from "@afpools/core/internal";
import { endpoints, type OperationName } from "../routes/endpoints.js";
import { call } from "./call.js";
import type { CallOptions, Calls } from "./call-types.js";
import { KnownAnswers } from "./known-answers.js";
import type { Platform } from "./socket.js";
import { EventSubscription, type Subscription, type SubscriptionListener } from "./subscription.js";

export interface ApiClientOptions {
  /** Where the server is: `http://farm:9980`. Default: where the page comes from; to be said outside of a browser. */
  readonly server?: string;
  /** A token to sign in with. Default: as the page's session, or as nobody. */
  readonly token?: string;
  /** For one request, in ms. Default 30,000. */
  readonly timeoutMs?: number;
}

/** A server's API: each operation a method, and its events. */
export interface ApiClient extends Calls {
  /** Such as `http://farm:9980`. */
  readonly server: string;
  /** Follows what changes, until it is closed. */
  subscribe(listener: SubscriptionListener): Subscription;
}

/** @throws AfpoolsError `INVALID_CONFIG` when the server's address cannot be. */
export function makeClient(
  { server, token, timeoutMs = 30_000 }: ApiClientOptions,
  platform: Platform,
  clock: Clock = systemClock,
): ApiClient {
  const base = parseServer(server ?? platform.defaultServer ?? "");
  const known = platform.page === undefined ? new KnownAnswers() : undefined;
  const caller = { base, token, timeoutMs, fetch: platform.fetch, known, page: platform.page };
  const calls = Object.fromEntries(
    (Object.keys(endpoints) as OperationName[]).map((name) => [
      name,
      (input?: Readonly<Record<string, unknown>>, options?: CallOptions) =>
        call(caller, endpoints[name], input, options),
    ]),
  ) as unknown as Calls;
  return {
    ...calls,
    server: base,
    subscribe: (listener) => new EventSubscription({ base, token, platform, clock, listener }),
  };
}

/** The address as a base of URLs. */
function parseServer(text: string): string {
  const address = parseServerAddress(text);
  if (address.scheme === "http" || address.scheme === "https") return formatServerAddress(address);
  throw new AfpoolsError(
    "INVALID_CONFIG",
    `${quoted(text, 200)} is not the address of a server's HTTP API: use http://HOST:PORT or https://HOST:PORT.`,
    { details: { part: "scheme", address: text } },
  );
}
