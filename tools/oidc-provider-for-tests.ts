import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Configuration, Provider } from "oidc-provider";

export interface TestAccount {
  readonly name: string;
  readonly groups: readonly string[];
}

/** An OpenID Connect provider on the machine itself. Whoever types a name is signed in as the account of that name. */
export interface TestProvider {
  readonly issuer: string;
  readonly clientId: string;
  /** Holds the client's secret. */
  readonly secretFile: string;
  /** By the subject; may be changed while it runs. */
  readonly accounts: Map<string, TestAccount>;
  /** Lets the provider send browsers back to this address. */
  allow(redirectUrl: string): void;
  /** Answers nothing any more. */
  goAway(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the reference implementation, with a form of its own that asks for the subject. */
export async function startOidcProvider(
  accounts: Readonly<Record<string, TestAccount>>,
): Promise<TestProvider> {
  const known = new Map(Object.entries(accounts));
  const [clientId, clientSecret] = ["afpools", "a secret of the test's own, 32 characters"];
  const folder = mkdtempSync(join(tmpdir(), "afpools-oidc-"));
  const secretFile = join(folder, "secret");
  writeFileSync(secretFile, `${clientSecret}\n`);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const providerFor = (redirectUrl: string) =>
    new Provider(issuer, {
      clients: [
        {
          client_id: clientId,
          client_secret: clientSecret,
          token_endpoint_auth_method: "client_secret_post",
          redirect_uris: [redirectUrl],
        },
      ],
      jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), alg: "RS256", use: "sig", kid: "1" }] },
      cookies: { keys: ["a key of the test's own"] },
      claims: { openid: ["sub"], profile: ["preferred_username"], groups: ["groups"] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, { uid }) => `/login/${uid}` },
      findAccount: (_, sub) => {
        const account = known.get(sub);
        if (!account) return undefined;
        const { name, groups } = account;
        return { accountId: sub, claims: () => ({ sub, preferred_username: name, groups }) };
      },
      // Nobody is asked which claims the client may see.
      loadExistingGrant: async ({ oidc }) => {
        if (!oidc.client || !oidc.session?.accountId) return undefined;
        const grant = new oidc.provider.Grant({
          clientId: oidc.client.clientId,
          accountId: oidc.session.accountId,
        });
        grant.addOIDCScope("openid profile groups");
        await grant.save();
        return grant;
      },
    } satisfies Configuration);
  let provider = providerFor("http://127.0.0.1/unused");
  server.on("request", (request, response) => {
    const path = request.url ?? "";
    if (!path.startsWith("/login/")) return void provider.callback()(request, response);
    if (request.method !== "POST") {
      response.setHeader("content-type", "text/html");
      response.end(
        `<form method="post"><label>Subject <input name="subject"></label><button>Go on</button></form>`,
      );
      return;
    }
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const accountId = new URLSearchParams(body).get("subject") ?? "";
      const result = known.has(accountId)
        ? { login: { accountId } }
        : { error: "access_denied", error_description: "nobody has this name" };
      void provider.interactionFinished(request, response, result);
    });
  });
  const goAway = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    issuer,
    clientId,
    secretFile,
    accounts: known,
    allow: (redirectUrl) => {
      provider = providerFor(redirectUrl);
    },
    goAway,
    stop: async () => {
      await goAway();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
