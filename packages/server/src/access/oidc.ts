import { readFile } from "node:fs/promises";
import { AfpoolsError, type Clock, systemClock, toAfpoolsError } from "@afpools/core";
import * as client from "openid-client";
import type { ExternalIdentity } from "./external-identity.js";

/** What the provider says of itself is read again after so long, in ms; after a failure sooner. */
const discoveredMs = 60 * 60_000;
const failedMs = 5_000;
/** How long an answer of the provider may take, in s. */
const timeoutSeconds = 10;
/** So many sign-ins are checked with the provider at once. */
const atOnce = 20;

export interface OidcSettings {
  /** The provider's issuer identifier; empty: none. */
  readonly issuer: string;
  readonly clientId: string;
  /** File with the client's secret; empty for a public client. */
  readonly clientSecretFile: string;
  /** Separated by spaces. */
  readonly scopes: string;
  /** The claims that hold the user's name and groups. */
  readonly nameClaim: string;
  readonly groupsClaim: string;
}

/** What the page needs to send somebody to the provider, and to give back afterwards. */
export interface SignInRequest {
  /** Where the browser goes. */
  readonly url: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** What the page brings back. */
export interface SignInResponse extends Omit<SignInRequest, "url"> {
  /** The whole address to which the provider sent the browser. */
  readonly url: string;
}

/** Signs people in by OpenID Connect: authorization code flow with PKCE, by openid-client. Nothing is remembered between both steps. */
export class Oidc {
  readonly #settings: () => OidcSettings;
  readonly #clock: Clock;
  #discovered:
    | { readonly until: number; readonly key: string; readonly result: Promise<client.Configuration> }
    | undefined;
  #running = 0;

  constructor(settings: () => OidcSettings, clock: Clock = systemClock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  get isOffered(): boolean {
    return this.#settings().issuer !== "";
  }

  /**
   * @param redirectUrl where the provider sends the browser back to: one that is registered there
   * @throws AfpoolsError `SIGN_IN_FAILED` where no provider is configured; `SERVER_UNREACHABLE`
   */
  async begin(redirectUrl: string): Promise<SignInRequest> {
    const provider = await this.#provider();
    const [state, nonce, codeVerifier] = [
      client.randomState(),
      client.randomNonce(),
      client.randomPKCECodeVerifier(),
    ];
    const url = client.buildAuthorizationUrl(provider, {
      redirect_uri: redirectUrl,
      scope: this.#settings().scopes,
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: "S256",
    });
    return { url: url.href, state, nonce, codeVerifier };
  }

  /**
   * Who came back from the provider.
   *
   * @throws AfpoolsError `SIGN_IN_FAILED` for whoever the provider did not sign in; `SERVER_UNREACHABLE`, `TOO_MANY_ATTEMPTS`
   */
  async finish({ url, state, nonce, codeVerifier }: SignInResponse): Promise<ExternalIdentity> {
    if (this.#running >= atOnce) {
      throw new AfpoolsError(
        "TOO_MANY_ATTEMPTS",
        "Too many users are signing in at the same time. Try again in a few seconds.",
        {
          details: { retryInSeconds: 5 },
        },
      );
    }
    this.#running += 1;
    try {
      const provider = await this.#provider();
      return await this.#identify(provider, { url, state, nonce, codeVerifier });
    } finally {
      this.#running -= 1;
    }
  }

  async #identify(
    provider: client.Configuration,
    { url, state, nonce, codeVerifier }: SignInResponse,
  ): Promise<ExternalIdentity> {
    const { nameClaim, groupsClaim, issuer } = this.#settings();
    try {
      const tokens = await client.authorizationCodeGrant(provider, new URL(url), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: codeVerifier,
        idTokenExpected: true,
      });
      let claims: Readonly<Record<string, unknown>> = tokens.claims() ?? {};
      const { sub } = claims;
      if (typeof sub !== "string") throw failed("the provider did not say who you are");
      const isComplete = nameClaim in claims && groupsClaim in claims;
      if (!isComplete && provider.serverMetadata().userinfo_endpoint !== undefined) {
        claims = { ...(await client.fetchUserInfo(provider, tokens.access_token, sub)), ...claims };
      }
      const name = claims[nameClaim];
      if (typeof name !== "string") throw failed(`the provider gives no claim ${JSON.stringify(nameClaim)}`);
      return { method: "oidc", id: `${issuer} ${sub}`, name, groups: groupsIn(claims[groupsClaim]) };
    } catch (cause) {
      throw asAfpoolsError(cause, issuer);
    }
  }

  #provider(): Promise<client.Configuration> {
    const settings = this.#settings();
    if (settings.issuer === "") return Promise.reject(failed("no provider is configured here"));
    const now = this.#clock.now();
    const key = JSON.stringify(settings);
    const known = this.#discovered;
    if (known && known.key === key && now < known.until) return known.result;
    const result = discover(settings);
    this.#discovered = { until: now + discoveredMs, key, result };
    result.catch(() => {
      this.#discovered = { until: this.#clock.now() + failedMs, key, result };
    });
    return result;
  }
}

async function discover({ issuer, clientId, clientSecretFile }: OidcSettings): Promise<client.Configuration> {
  const secret = clientSecretFile === "" ? undefined : await readSecret(clientSecretFile);
  const server = new URL(issuer);
  // Settings allow it on the machine itself only.
  const execute = server.protocol === "http:" ? [client.allowInsecureRequests] : [];
  const authentication = secret === undefined ? client.None() : client.ClientSecretPost(secret);
  try {
    return await client.discovery(server, clientId, undefined, authentication, {
      execute,
      timeout: timeoutSeconds,
    });
  } catch (cause) {
    throw unreachable(issuer, cause);
  }
}

/** @throws AfpoolsError `INVALID_CONFIG` */
async function readSecret(file: string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (cause) {
    throw new AfpoolsError(
      "INVALID_CONFIG",
      `The file of oidc.clientSecretFile cannot be read: ${toAfpoolsError(cause).message}.`,
      {
        cause,
      },
    );
  }
}

/** A list of names, or one name. */
function groupsIn(claim: unknown): readonly string[] {
  const groups: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return groups.filter((group) => typeof group === "string");
}

function asAfpoolsError(cause: unknown, issuer: string): AfpoolsError {
  if (cause instanceof AfpoolsError) return cause;
  if (cause instanceof client.AuthorizationResponseError) {
    return failed(`the provider refused it: ${cause.error_description ?? cause.error}`);
  }
  const isAway =
    cause instanceof TypeError || (cause instanceof client.ClientError && cause.code === "OAUTH_TIMEOUT");
  if (isAway) return unreachable(issuer, cause);
  return failed("the provider's answer is not good for it. Begin again", cause);
}

function failed(reason: string, cause?: unknown): AfpoolsError {
  return new AfpoolsError("SIGN_IN_FAILED", `Sign-in failed: ${reason}.`, { cause });
}

function unreachable(issuer: string, cause: unknown): AfpoolsError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AfpoolsError(
    "SERVER_UNREACHABLE",
    `The sign-in provider ${issuer} does not answer: ${reason}.`,
    {
      details: { issuer },
      cause,
    },
  );
}
