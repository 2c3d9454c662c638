import { pagePaths, type RouteResult } from "@afpools/api";
import { AfpoolsError } from "@afpools/core";
import { assertRole } from "@afpools/core/internal";
import type { Ender } from "../../access/credentials.js";
import { hasPassword, isExternal } from "../../access/external-identity.js";
import { refuseAccounts } from "../../access/outside-user.js";
import { callerOf, type Principal, principalOf, type SignedIn, signedIn } from "../../access/principal.js";
import { showLink, showSession, showToken, showUser } from "../../access/show-account.js";
import type { ApiParts } from "../api-parts.js";
import type { Handlers } from "../handler.js";

type AccessOperations =
  | "getSession"
  | "signIn"
  | "beginProviderSignIn"
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
export function accessHandlers(parts: ApiParts): Handlers<AccessOperations> {
  const { accounts, signIn, oidc, settings } = parts;
  if (parts.authenticate) return outsideHandlers(parts);
  const { users, credentials } = accounts;

  const sessionOf = async (principal: Principal): Promise<RouteResult<"getSession">> => {
    if (principal.by === "nothing" && principal.unknownBecause) throw principal.unknownBecause;
    return {
      caller: callerOf(principal),
      hasPassword: principal.by !== "nothing" && hasPassword(principal.user),
      external: principal.by !== "nothing" && isExternal(principal.user),
      provider: oidc.isOffered ? settings.current["oidc.name"] : null,
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
    signIn: async ({ body, from, session, audit }) => {
      audit.about(null, { with: body.with });
      if (body.with === "password" || body.with === "welcome") audit.claims(body.name);
      const { user, credential, text } = await signIn.signIn(body, from);
      const opened = principalOf({ user, credential, ancestors: [] });
      audit.by(opened);
      session.open(text);
      return sessionOf(opened);
    },
    beginProviderSignIn: ({ body }) => {
      const { pathname, search, hash } = new URL(body.redirectUrl);
      if (pathname !== pagePaths.provider || search !== "" || hash !== "") {
        throw new AfpoolsError(
          "INVALID_ARGUMENT",
          `The redirectUrl ends in ${pagePaths.provider}: it is the page to which the provider sends the browser back.`,
          { details: { field: "redirectUrl" } },
        );
      }
      return oidc.begin(body.redirectUrl);
    },
    signOut: async ({ principal, session, audit }) => {
      if (principal.by === "session") await credentials.close(principal.credential.id);
      else audit.nothing();
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
    endSession: async ({ principal, params, audit }) => {
      audit.about(params.session);
      const { user } = await credentials.endSession(params.session, enderOf(principal));
      audit.about(params.session, { user });
      return undefined;
    },

    listUsers: async () => ({ users: (await users.list()).map(showUser) }),
    createUser: async ({ principal, body, audit }) => {
      audit.about(body.name, { role: body.role, password: body.password !== undefined });
      if (body.password !== undefined) assertMaySetPassword(signedIn(principal), body.name);
      return showUser(await users.create(body));
    },
    updateUser: async ({ principal, params, body, audit }) => {
      const { role, disabled, password } = body;
      audit.about(params.user, {
        ...(role !== undefined && { role }),
        ...(disabled !== undefined && { disabled }),
        ...(password !== undefined && { password: password === null ? "removed" : "set" }),
      });
      if (body.password !== undefined) {
        assertMaySetPassword(signedIn(principal), (await users.get(params.user)).name);
      }
      return showUser(await users.update(params.user, body));
    },
    deleteUser: async ({ params, audit }) => {
      audit.about(params.user);
      await users.delete(params.user);
      return undefined;
    },
    createSignInLink: async ({ principal, params, audit }) => {
      audit.about(params.user);
      const user = await users.get(params.user);
      const link = await credentials.createLink(user, signedIn(principal));
      audit.about(params.user, { link: link.credential.id, expiresAt: link.credential.expiresAt });
      return showLink(link);
    },

    listTokens: async ({ principal, query }) => {
      const tokens = await credentials.list("token", whose(principal, query));
      return { tokens: tokens.map(({ credential, user }) => showToken(credential, user)) };
    },
    createToken: async ({ principal, body: { user: wanted, ...draft }, audit }) => {
      const { label, role = null, days = null } = draft;
      audit.about(null, {
        label: label.slice(0, 100),
        role,
        days,
        ...(wanted !== undefined && { user: wanted }),
      });
      const caller = signedIn(principal);
      if (wanted !== undefined) assertRole(caller.role, "admin");
      const owner = wanted === undefined ? caller.user : await users.get(wanted);
      const { text, credential } = await credentials.createToken(owner, draft, caller);
      audit.about(credential.id, { user: owner.name, expiresAt: credential.expiresAt });
      return { secret: text, token: showToken(credential, owner) };
    },
    revokeToken: async ({ principal, params, audit }) => {
      audit.about(params.token);
      const { user, label } = await credentials.revokeToken(params.token, enderOf(principal));
      audit.about(params.token, { user, label });
      return undefined;
    },
  };
}

/** Where the service around the server says who makes a request, there are no accounts. */
function outsideHandlers({ settings }: Pick<ApiParts, "settings">): Handlers<AccessOperations> {
  return {
    getSession: ({ principal }) => ({
      caller: callerOf(principal),
      hasPassword: false,
      external: principal.by !== "nothing",
      provider: null,
      anonymous: settings.current["access.anonymous"],
      hasAdmin: true,
    }),
    signIn: refuseAccounts,
    beginProviderSignIn: refuseAccounts,
    signOut: refuseAccounts,
    changePassword: refuseAccounts,
    listSessions: refuseAccounts,
    endSession: refuseAccounts,
    listUsers: refuseAccounts,
    createUser: refuseAccounts,
    updateUser: refuseAccounts,
    deleteUser: refuseAccounts,
    createSignInLink: refuseAccounts,
    listTokens: refuseAccounts,
    createToken: refuseAccounts,
    revokeToken: refuseAccounts,
  };
}

/** Who ends a credential, whose it must be; nothing for an admin, who may end everybody's. */
function enderOf(principal: Principal): Ender | undefined {
  const { user, role } = signedIn(principal);
  return role === "admin" ? undefined : { user, role };
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
      "To change your own password, use PUT /session/password with the current password.",
    );
  }
  if (credential.notAfter === null) return;
  throw new AfpoolsError(
    "FORBIDDEN",
    `A password does not expire, but your ${credential.kind} expires at ${credential.notAfter}, so it can't set one. Sign in with a password first, or create the user without a password and send a sign-in link.`,
    { details: { notAfter: credential.notAfter } },
  );
}
