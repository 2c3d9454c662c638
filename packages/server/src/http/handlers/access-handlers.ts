import type { RouteResult } from "@afpools/api";
import { AfpoolsError, assertRole, hasRole, type Role } from "@afpools/core";
import { type Principal, roleOf, signedIn } from "../../access/principal.js";
import { showLink, showToken, showUser } from "../../access/show-account.js";
import type { ApiParts } from "../api-parts.js";
import type { Handlers } from "../handler.js";
import { callerOf } from "./caller-of.js";

type AccessOperations =
  | "getSession"
  | "signIn"
  | "signOut"
  | "changePassword"
  | "listUsers"
  | "createUser"
  | "updateUser"
  | "deleteUser"
  | "createSignInLink"
  | "listTokens"
  | "createToken"
  | "revokeToken";

/** Who may do what. */
export function accessHandlers({ accounts, signIn, settings }: ApiParts): Handlers<AccessOperations> {
  const { users, credentials } = accounts;

  const sessionOf = async (principal: Principal): Promise<RouteResult<"getSession">> => {
    if (principal.by === "nothing" && principal.unknownBecause) throw principal.unknownBecause;
    return {
      caller: callerOf(principal),
      hasPassword: principal.by !== "nothing" && principal.user.password !== "",
      anonymous: settings.current["access.anonymous"],
      hasAdmin: await users.hasAdmin(),
    };
  };

  return {
    getSession: ({ principal }) => sessionOf(principal),
    signIn: async ({ body, address, session }) => {
      const { user, credential, text } = await signIn.signIn(body, address);
      session.open(text);
      return sessionOf({ by: "session", user, credential, role: roleOf(user, credential) });
    },
    signOut: async ({ principal, session }) => {
      if (principal.by === "session") await credentials.end(principal.credential.id);
      session.end();
      return undefined;
    },
    changePassword: async ({ principal, body }) => {
      await signIn.changePassword(signedIn(principal), body);
      return undefined;
    },

    listUsers: async () => ({ users: (await users.list()).map(showUser) }),
    createUser: async ({ body }) => showUser(await users.create(body)),
    updateUser: async ({ params, body }) => showUser(await users.update(params.user, body)),
    deleteUser: async ({ params }) => {
      await users.delete(params.user);
      return undefined;
    },
    createSignInLink: async ({ params }) => {
      const { text, credential } = await credentials.createLink(await users.get(params.user));
      return showLink({ text, credential });
    },

    listTokens: async ({ principal, query }) => {
      const { user, role } = signedIn(principal);
      if (query.all === true) assertRole(role, "admin");
      const byId = new Map(
        (query.all === true ? await users.list() : [user]).map((known) => [known.id, known]),
      );
      const tokens = await credentials.tokens(query.all === true ? undefined : user);
      return {
        tokens: tokens.flatMap((token) => {
          const owner = byId.get(token.userId);
          return owner ? [showToken(token, owner)] : [];
        }),
      };
    },
    createToken: async ({ principal, body }) => {
      const caller = signedIn(principal);
      const { user: wanted, role, ...draft } = body;
      if (wanted !== undefined) assertRole(caller.role, "admin");
      const owner = wanted === undefined ? caller.user : await users.get(wanted);
      const limit = wanted === undefined ? limitOf(role, caller.credential.role) : role;
      const made = await credentials.createToken(owner, {
        ...draft,
        ...(limit !== undefined && { role: limit }),
      });
      return { secret: made.text, token: showToken(made.credential, owner) };
    },
    revokeToken: async ({ principal, params }) => {
      const { user, role } = signedIn(principal);
      await credentials.revokeToken(params.token, role === "admin" ? undefined : user);
      return undefined;
    },
  };
}

/** What is made by a limited token is limited as well. @throws AfpoolsError `FORBIDDEN` for more than that */
function limitOf(wanted: Role | undefined, limit: Role | null): Role | undefined {
  if (limit === null) return wanted;
  if (wanted !== undefined && !hasRole(limit, wanted)) {
    throw new AfpoolsError("FORBIDDEN", `With a token for the role ${limit} no token for more can be made.`, {
      details: { role: limit, needed: wanted },
    });
  }
  return wanted ?? limit;
}
