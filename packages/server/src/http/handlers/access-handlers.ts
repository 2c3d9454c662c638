import type { RouteResult } from "@afpools/api";
import { AfpoolsError, assertRole } from "@afpools/core";
import { type Principal, principalOf, type SignedIn, signedIn } from "../../access/principal.js";
import { showLink, showSession, showToken, showUser } from "../../access/show-account.js";
import type { ApiParts } from "../api-parts.js";
import type { Handlers } from "../handler.js";
import { callerOf } from "./caller-of.js";

type AccessOperations =
  | "getSession"
  | "signIn"
  | "signOut"
  | "changePassword"
  | "listSessions"
  | "endSession"
  | "listUsers"
  | "createUser"
  | "updateUser"
  | "deleteUser"
  | "createSignInLink"
  | "listTokens"
  | "createToken"
  | "revokeToken";

/** Users, sessions and tokens. */
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

  /** Whose sessions or tokens are asked for; nothing: everybody's. */
  const whose = (principal: Principal, { all = false }: { readonly all?: boolean }) => {
    const { user, role } = signedIn(principal);
    if (!all) return user;
    assertRole(role, "admin");
    return undefined;
  };

  return {
    getSession: ({ principal }) => sessionOf(principal),
    signIn: async ({ body, from, session }) => {
      const { user, credential, text } = await signIn.signIn(body, from);
      session.open(text);
      return sessionOf(principalOf({ user, credential, ancestors: [] }));
    },
    signOut: async ({ principal, session }) => {
      if (principal.by === "session") await credentials.close(principal.credential.id);
      session.end();
      return undefined;
    },
    changePassword: async ({ principal, body, from }) => {
      await signIn.changePassword(signedIn(principal), body, from);
      return undefined;
    },

    listSessions: async ({ principal, query }) => {
      const { credential } = signedIn(principal);
      const sessions = await credentials.list("session", whose(principal, query));
      return { sessions: sessions.map((session) => showSession(session, credential.id)) };
    },
    endSession: async ({ principal, params }) => {
      await credentials.endSession(params.session, ownerFor(principal));
      return undefined;
    },

    listUsers: async () => ({ users: (await users.list()).map(showUser) }),
    createUser: async ({ principal, body }) => {
      if (body.password !== undefined) assertMaySetPassword(signedIn(principal), body.name);
      return showUser(await users.create(body));
    },
    updateUser: async ({ principal, params, body }) => {
      if (body.password !== undefined) {
        assertMaySetPassword(signedIn(principal), (await users.get(params.user)).name);
      }
      return showUser(await users.update(params.user, body));
    },
    deleteUser: async ({ params }) => {
      await users.delete(params.user);
      return undefined;
    },
    createSignInLink: async ({ principal, params }) => {
      const user = await users.get(params.user);
      return showLink(await credentials.createLink(user, signedIn(principal)));
    },

    listTokens: async ({ principal, query }) => {
      const tokens = await credentials.list("token", whose(principal, query));
      return { tokens: tokens.map(({ credential, user }) => showToken(credential, user)) };
    },
    createToken: async ({ principal, body: { user: wanted, ...draft } }) => {
      const caller = signedIn(principal);
      if (wanted !== undefined) assertRole(caller.role, "admin");
      const owner = wanted === undefined ? caller.user : await users.get(wanted);
      const { text, credential } = await credentials.createToken(owner, draft, caller);
      return { secret: text, token: showToken(credential, owner) };
    },
    revokeToken: async ({ principal, params }) => {
      await credentials.revokeToken(params.token, ownerFor(principal));
      return undefined;
    },
  };
}

/** Whose a credential must be to be ended by the caller; nothing for an admin, who may end everybody's. */
function ownerFor(principal: Principal) {
  const { user, role } = signedIn(principal);
  return role === "admin" ? undefined : user;
}

/**
 * Admins set passwords of others. Their own ones they change as everybody does, saying the current one; and a password, which
 * has no end, is not set by what has one.
 *
 * @throws AfpoolsError `FORBIDDEN`
 */
function assertMaySetPassword({ user, credential }: SignedIn, name: string): void {
  if (user.name === name) {
    throw new AfpoolsError(
      "FORBIDDEN",
      "Change your own password in your account: PUT /session/password, with the current one.",
    );
  }
  if (credential.notAfter === null) return;
  throw new AfpoolsError(
    "FORBIDDEN",
    `A password has no end, and your ${credential.kind} ends at ${credential.notAfter}. Sign in with a password to set one, or create the user without a password and give a sign-in link.`,
    { details: { notAfter: credential.notAfter } },
  );
}
