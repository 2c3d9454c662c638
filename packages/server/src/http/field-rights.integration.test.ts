import { operationNames, type Route, routes } from "@afpools/api";
import type { ApiClient } from "@afpools/api/client";
import { describe, expect, it } from "vitest";
import { startApi, type TestApi } from "../testing/test-api.js";

/** What a caller who may use the route tries by a field that decides about a right, and must not get. */
interface Attempt {
  readonly as: (api: TestApi) => ApiClient | Promise<ApiClient>;
  readonly call: (client: ApiClient, api: TestApi) => Promise<unknown>;
  readonly code: string;
}

const editor = (api: TestApi) => api.as("editor");
const admin = (api: TestApi) => api.as("admin");
/** With a token that ends tomorrow. */
const expiring = async (api: TestApi) =>
  api.client({ token: (await api.as("admin").createToken({ body: { label: "x", days: 1 } })).secret });
/** With an admin's token that may do what an editor may. */
const limited = async (api: TestApi) =>
  api.client({ token: (await api.as("admin").createToken({ body: { label: "x", role: "editor" } })).secret });

const nobody = (api: TestApi) => api.as();

const FORBIDDEN = "FORBIDDEN";
const FAILED = "SIGN_IN_FAILED";
const password = "correct horse";

/** What the provider would have said, made up. */
const madeUp = { url: "https://x/?code=a&state=s", state: "s", nonce: "n", codeVerifier: "v" };
const byProvider: Attempt = {
  as: nobody,
  call: (it) => it.signIn({ body: { with: "oidc", ...madeUp } }),
  code: FAILED,
};

const attempts: Readonly<Record<string, Attempt>> = {
  "signIn name": {
    as: nobody,
    call: (it) => it.signIn({ body: { with: "password", name: "admin", password: "" } }),
    code: FAILED,
  },
  "signIn password": {
    as: nobody,
    call: (it) => it.signIn({ body: { with: "password", name: "admin", password } }),
    code: FAILED,
  },
  "signIn token, of another kind": {
    as: nobody,
    call: async (it, api) => {
      const { token } = await api.as("admin").createSignInLink({ user: "viewer" });
      return it.signIn({ body: { with: "token", token } });
    },
    code: FAILED,
  },
  "signIn token, as a link": {
    as: nobody,
    call: (it, api) => it.signIn({ body: { with: "link", token: api.token("admin") } }),
    code: FAILED,
  },
  "signIn token, as a first admin": {
    as: nobody,
    call: (it, api) => it.signIn({ body: { with: "welcome", token: api.token("admin"), name: "eve" } }),
    code: FAILED,
  },
  "signIn url": byProvider,
  "signIn state": byProvider,
  "signIn nonce": byProvider,
  "signIn codeVerifier": byProvider,
  "beginProviderSignIn redirectUrl": {
    as: nobody,
    call: (it) => it.beginProviderSignIn({ body: { redirectUrl: "https://evil.example/elsewhere" } }),
    code: "INVALID_ARGUMENT",
  },
  "listTokens all": { as: editor, call: (it) => it.listTokens({ all: true }), code: FORBIDDEN },
  "listTokens all, with a limited token": {
    as: limited,
    call: (it) => it.listTokens({ all: true }),
    code: FORBIDDEN,
  },
  "listSessions all": { as: editor, call: (it) => it.listSessions({ all: true }), code: FORBIDDEN },
  "listSessions all, with a limited token": {
    as: limited,
    call: (it) => it.listSessions({ all: true }),
    code: FORBIDDEN,
  },
  "createToken user": {
    as: editor,
    call: (it) => it.createToken({ body: { label: "x", user: "admin" } }),
    code: FORBIDDEN,
  },
  "createToken user, of the caller": {
    as: editor,
    call: (it) => it.createToken({ body: { label: "x", user: "editor" } }),
    code: FORBIDDEN,
  },
  "createToken user, with a limited token": {
    as: limited,
    call: (it) => it.createToken({ body: { label: "x", user: "viewer" } }),
    code: FORBIDDEN,
  },
  "createToken role, with a limited token": {
    as: limited,
    call: (it) => it.createToken({ body: { label: "x", role: "admin" } }),
    code: FORBIDDEN,
  },
  "createToken days, with a token that ends": {
    as: expiring,
    call: (it) => it.createToken({ body: { label: "x", days: 2 } }),
    code: FORBIDDEN,
  },
  "createToken days, for another user with a token that ends": {
    as: expiring,
    call: (it) => it.createToken({ body: { label: "x", days: 2, user: "viewer" } }),
    code: FORBIDDEN,
  },
  "changePassword password": {
    as: editor,
    call: (it) => it.changePassword({ body: { password } }),
    code: FORBIDDEN,
  },
  "changePassword current": {
    as: admin,
    call: (it) => it.changePassword({ body: { password, current: password } }),
    code: FORBIDDEN,
  },
  "createUser password": {
    as: expiring,
    call: (it) => it.createUser({ body: { name: "eve", role: "viewer", password } }),
    code: FORBIDDEN,
  },
  "updateUser password": {
    as: expiring,
    call: (it) => it.updateUser({ user: "viewer", body: { password } }),
    code: FORBIDDEN,
  },
  "updateUser password, taken away": {
    as: expiring,
    call: (it) => it.updateUser({ user: "viewer", body: { password: null } }),
    code: FORBIDDEN,
  },
  "updateUser password, of the caller": {
    as: admin,
    call: (it) => it.updateUser({ user: "ADMIN", body: { password } }),
    code: FORBIDDEN,
  },
  "updateUser role": {
    as: admin,
    call: (it) => it.updateUser({ user: "admin", body: { role: "viewer" } }),
    code: "CONFLICT",
  },
  "updateUser disabled": {
    as: admin,
    call: (it) => it.updateUser({ user: "admin", body: { disabled: true } }),
    code: "CONFLICT",
  },
};

/** Fields of these routes that decide about nothing: whom or what it is about, which the route's role decides. */
const undecided = ["signIn with", "createToken label", "createUser name", "createUser role"];

/** Routes about people's rights, and what their requests may say. */
function fields(): string[] {
  return operationNames.flatMap((name) => {
    const { query, body }: Route = routes[name];
    const isAccess = /Session|Token|User|Password|SignIn|signIn/.test(name) && name !== "getSession";
    const schemas = [query, body].flatMap((schema) =>
      schema && "options" in schema ? (schema.options as readonly object[]) : (schema ?? []),
    );
    const shapes = new Set(
      schemas.flatMap((schema) => ("shape" in schema ? Object.keys(schema.shape as object) : [])),
    );
    return isAccess ? [...shapes].map((field) => `${name} ${field}`) : [];
  });
}

describe("a field that decides about a right", () => {
  it("is tried here, whichever it is", () => {
    const tried = new Set(Object.keys(attempts).map((title) => title.split(",")[0] ?? ""));
    expect(fields().filter((field) => !undecided.includes(field) && !tried.has(field))).toEqual([]);
  });

  it.each(Object.entries(attempts))("gives nobody more: %s", async (_, { as, call, code }) => {
    const api = await startApi();
    const client = await as(api);
    const before = await state(api);
    await expect(call(client, api)).rejects.toMatchObject({ code });
    expect(await state(api)).toEqual(before);
  });

  it("does not let a user's token do more than the user: role", async () => {
    const api = await startApi();
    const { token, secret } = await api.as("editor").createToken({ body: { label: "x", role: "admin" } });
    expect(token.role).toBe("editor");
    await expect(api.client({ token: secret }).listUsers()).rejects.toMatchObject({ code: FORBIDDEN });
  });
});

/** Users and tokens as they are. */
async function state(api: TestApi) {
  const client = api.as("admin");
  const [{ users }, { tokens }] = await Promise.all([client.listUsers(), client.listTokens({ all: true })]);
  return { users, tokens: tokens.map(({ id, role, expiresAt }) => ({ id, role, expiresAt })) };
}
