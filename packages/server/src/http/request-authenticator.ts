import { AfpoolsError } from "@afpools/core";
import type { Accounts } from "../access/accounts.js";
import type { Authenticator } from "../access/authenticator.js";
import type { Whereabouts } from "../access/credentials.js";
import { type Authenticate, isOutside, outsidePrincipal } from "../access/outside-user.js";
import type { Principal, SignedIn } from "../access/principal.js";
import type { ProxySignIn, ProxyUser } from "../access/proxy-sign-in.js";
import { type AllowedNames, type RequestOrigin, refuseOrigin } from "./allowed-names.js";
import type { ClientInfo } from "./client-info.js";
import { requestIdOf } from "./request-id.js";
import { readSession, sessionCookie } from "./session-cookie.js";

/** One request, where it comes from, and the cookies that its answer sets. */
export interface IncomingRequest {
  /** By which it is found in the log. */
  readonly id: string;
  readonly method: string;
  readonly headers: Headers;
  readonly from: Whereabouts;
  /** Is aborted when the client has left. */
  readonly signal: AbortSignal | undefined;
  /** Which page made a browser send it. */
  readonly origin: RequestOrigin;
  /** What its cookie presents; nothing of a page of another origin, which has a token or is nobody. Else the proxy's session. */
  presented: string | undefined;
  /** Who it is, as an authenticating proxy tells; nothing of a page of another origin either. */
  readonly user: ProxyUser | undefined;
  readonly cookies: string[];
  readonly session: { open(text: string): void; end(): void };
}

export function incomingRequestOf(
  {
    method,
    headers,
    signal,
  }: { readonly method: string; readonly headers: Headers; readonly signal?: AbortSignal },
  client: ClientInfo,
  names: AllowedNames,
): IncomingRequest {
  const cookies: string[] = [];
  // What stands before the server may have taken TLS off: pages say by their origin how they were fetched.
  const isSecure = client.isSecure || headers.get("origin")?.startsWith("https://") === true;
  const origin = names.originOf({
    origin: headers.get("origin") ?? undefined,
    host: client.host,
    site: headers.get("sec-fetch-site") ?? undefined,
  });
  const cookie = origin === "allowed" ? undefined : (headers.get("cookie") ?? undefined);
  const presented = readSession(cookie, isSecure);
  const set = (text: string | undefined) => {
    cookies.length = 0;
    cookies.push(sessionCookie(text, isSecure || presented?.isSecure === true));
  };
  return {
    id: requestIdOf(headers),
    method,
    headers,
    from: { address: client.address, agent: headers.get("user-agent") },
    signal: client.signal ?? signal,
    origin,
    presented: presented?.text,
    user: origin === "allowed" ? undefined : client.user,
    cookies,
    session: { open: (text) => set(text), end: () => set(undefined) },
  };
}

export interface RequestAuthenticatorParts {
  readonly authenticator: Authenticator;
  readonly accounts: Accounts;
  readonly proxySignIn: ProxySignIn;
}

/** Says who makes a request, and refuses what a page of another server makes a browser send. */
export class RequestAuthenticator {
  readonly #authenticator: Authenticator;
  readonly #accounts: Accounts;

  readonly #proxySignIn: ProxySignIn;
  readonly #authenticate: Authenticate | undefined;

  /** @param authenticate says who it is, in place of the accounts */
  constructor(
    { authenticator, accounts, proxySignIn }: RequestAuthenticatorParts,
    authenticate: Authenticate | undefined,
  ) {
    this.#authenticator = authenticator;
    this.#accounts = accounts;
    this.#proxySignIn = proxySignIn;
    this.#authenticate = authenticate;
  }

  /** @throws AfpoolsError `SIGN_IN_FAILED` for a token that is not good; `FORBIDDEN` for what another page sent */
  async authenticate(incoming: IncomingRequest): Promise<Principal> {
    const { headers, method } = incoming;
    if (this.#authenticate) return this.#authenticateOutside(incoming, this.#authenticate);
    const token = tokenOf(headers);
    if (incoming.user && token === undefined) return this.#authenticateByProxy(incoming, incoming.user);
    const session = incoming.presented;
    const principal = await this.#authenticator.authenticate({ token, session });
    const isWrite = method !== "GET" && method !== "HEAD";
    // Only programs, and pages of other origins that may ask, send a token.
    if (token === undefined) assertAllowedPage(incoming, isWrite && session !== undefined);
    if (principal.by !== "nothing") await this.#renew(principal, incoming);
    return principal;
  }

  /** What finds out who somebody is now whom the service around the server knows: what came with the request is shown to it again. */
  recheckOf(
    principal: Principal,
    incoming: IncomingRequest,
  ): (() => Promise<Principal | undefined>) | undefined {
    if (principal.by === "nothing" || !isOutside(principal)) return undefined;
    return async () => {
      const now = await this.authenticate(incoming).catch(() => undefined);
      return now && now.by !== "nothing" && now.user.id === principal.user.id ? now : undefined;
    };
  }

  /** The proxy goes by what a browser sends by itself, so whatever is written has to come from a page that may ask. */
  async #authenticateByProxy(incoming: IncomingRequest, user: ProxyUser): Promise<Principal> {
    assertAllowedPage(incoming, incoming.method !== "GET" && incoming.method !== "HEAD");
    const { principal, text } = await this.#proxySignIn.signIn(user, incoming.from);
    incoming.presented = text;
    if (principal.by !== "nothing" && !this.#authenticator.isAway) {
      await this.#accounts.credentials.touch(principal.credential, incoming.from).catch(() => undefined);
    }
    return principal;
  }

  /** The service may go by anything that a browser sends by itself, so its writes have to come from a page that may ask. */
  async #authenticateOutside(incoming: IncomingRequest, authenticate: Authenticate): Promise<Principal> {
    const { method, headers, from, origin } = incoming;
    // A browser sends cookies by itself, and also what its user typed once for Basic.
    const hasToken = /^Bearer /i.test(headers.get("authorization") ?? "");
    if (!hasToken) {
      assertAllowedPage(incoming, method !== "GET" && method !== "HEAD" && headers.has("cookie"));
      if (origin === "allowed") return this.#authenticator.nobody();
    }
    const told = new Headers(headers);
    if (origin === "allowed") told.delete("cookie");
    const user = await authenticate({ method, headers: told, address: from.address });
    return user ? outsidePrincipal(user, new Date()) : this.#authenticator.nobody();
  }

  /** Notes that it is used. A session lasts on while it is, and so does its cookie. */
  async #renew({ by, credential }: SignedIn, incoming: IncomingRequest): Promise<void> {
    if (this.#authenticator.isAway) return;
    const written = await this.#accounts.credentials.touch(credential, incoming.from).catch(() => undefined);
    if (by === "session" && written && incoming.presented !== undefined)
      incoming.session.open(incoming.presented);
  }
}

/** @param needsProof must it be said to come from a page of this server? */
function assertAllowedPage({ method, headers, origin }: IncomingRequest, needsProof: boolean): void {
  // A browser that follows a link from another page says so, but names no origin.
  const isLink = method === "GET" && headers.get("origin") === null;
  if (origin === "other" && !isLink) refuseOrigin(headers.get("origin"));
  if (origin === "unknown" && needsProof) {
    throw new AfpoolsError(
      "FORBIDDEN",
      "A request with a session must have an Origin or Sec-Fetch-Site header. Programs should use an API token.",
      { details: { origin: null } },
    );
  }
}

/**
 * What answers to a request that may be sent again are kept under: the text of its token or session. Somebody whom the service around the
 * server knows has none, and gets no secrets in answers: there it is the id.
 */
export function presentedBy(
  { headers, presented }: IncomingRequest,
  principal: Principal,
): string | undefined {
  if (principal.by === "nothing") return undefined;
  if (isOutside(principal)) return principal.credential.id;
  return tokenOf(headers) ?? presented;
}

function tokenOf(headers: Headers): string | undefined {
  const header = headers.get("authorization");
  if (header === null) return undefined;
  const token = /^Bearer +(?<token>\S{1,200})$/i.exec(header)?.groups?.token;
  if (token !== undefined) return token;
  throw new AfpoolsError(
    "SIGN_IN_FAILED",
    "The Authorization header must be Bearer, followed by a token of this server.",
  );
}
