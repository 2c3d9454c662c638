import * as z from "zod";
import {
  openSession,
  passwordChange,
  providerRequest,
  signIn,
  signInLink,
  token,
  tokenDraft,
  user,
  userDraft,
  userEdit,
} from "../resources/account.js";
import { listOf } from "../resources/named.js";
import { session } from "../resources/session.js";
import type { Route } from "./route.js";

const ofUser = z.object({ user: z.string().describe("The user's name.") });

/** Who may do what. All of it needs the database. */
export const accessRoutes = {
  getSession: {
    summary: "Get the caller",
    needs: "nothing",
    result: session,
    errors: ["STORE_UNAVAILABLE"],
  },
  signIn: {
    summary: "Sign in; the answer sets a session cookie",
    description: "Takes no `Idempotency-Key`: sent again, it opens another session.",
    needs: "nothing",
    body: signIn,
    result: session,
    errors: [
      "SIGN_IN_FAILED",
      "TOO_MANY_ATTEMPTS",
      "NAME_TAKEN",
      "CONFLICT",
      "SERVER_UNREACHABLE",
      "INVALID_CONFIG",
      "NOT_SUPPORTED",
      "STORE_UNAVAILABLE",
    ],
  },
  beginProviderSignIn: {
    summary: "Start to sign in by the OpenID Connect provider",
    description: "Changes nothing: `signIn` with `oidc` does, with what the provider answers.",
    needs: "nothing",
    reads: true,
    body: z.strictObject({
      redirectUrl: z
        .url()
        .max(2_000)
        .describe("The page's `/sign-in/provider`, to which the provider sends the browser back."),
    }),
    result: providerRequest,
    errors: ["SIGN_IN_FAILED", "SERVER_UNREACHABLE", "INVALID_CONFIG"],
  },
  signOut: {
    summary: "Sign out: end the caller's session",
    description: "Takes no `Idempotency-Key`: sent again, it does nothing.",
    needs: "nothing",
    errors: ["STORE_UNAVAILABLE"],
  },
  changePassword: {
    summary: "Change the caller's password; their other sessions and all their tokens end",
    description: "`FORBIDDEN` with a token, and in a session that was signed in with one.",
    needs: "user",
    body: passwordChange,
    idempotent: true,
    errors: ["SIGN_IN_FAILED", "TOO_MANY_ATTEMPTS", "CONFLICT", "STORE_UNAVAILABLE"],
  },
  listSessions: {
    summary: "List the caller's sessions",
    needs: "user",
    query: z.strictObject({
      all: z.exactOptional(z.boolean()).describe("Everybody's, which needs an admin."),
    }),
    result: z.object({ sessions: listOf(openSession) }),
    errors: ["STORE_UNAVAILABLE"],
  },
  endSession: {
    summary: "End a session of the caller, or as an admin of any user, with what was created in it",
    needs: "user",
    params: z.object({ session: z.string().describe("Its id.") }),
    idempotent: true,
    errors: ["SESSION_NOT_FOUND", "STORE_UNAVAILABLE"],
  },
  listUsers: {
    summary: "List users",
    needs: "admin",
    result: z.object({ users: listOf(user) }),
    errors: ["STORE_UNAVAILABLE"],
  },
  createUser: {
    summary: "Create a user",
    needs: "admin",
    body: userDraft,
    result: user,
    idempotent: true,
    errors: ["NAME_TAKEN", "STORE_UNAVAILABLE"],
  },
  updateUser: {
    summary: "Change a user and end their sessions; a new password also ends their tokens",
    description:
      "The last admin keeps that role and may not be disabled (`CONFLICT`). Callers change their own password by `changePassword`, and a token that expires sets none (`FORBIDDEN`).",
    needs: "admin",
    params: ofUser,
    body: userEdit,
    result: user,
    idempotent: true,
    errors: ["USER_NOT_FOUND", "CONFLICT", "STORE_UNAVAILABLE"],
  },
  deleteUser: {
    summary: "Delete a user with all tokens; the history keeps the name",
    needs: "admin",
    params: ofUser,
    idempotent: true,
    errors: ["USER_NOT_FOUND", "CONFLICT", "STORE_UNAVAILABLE"],
  },
  createSignInLink: {
    summary: "Create a link that signs a user in once, within a day",
    needs: "admin",
    params: ofUser,
    result: signInLink,
    idempotent: true,
    errors: ["USER_NOT_FOUND", "STORE_UNAVAILABLE"],
  },
  listTokens: {
    summary: "List the caller's tokens",
    needs: "user",
    query: z.strictObject({
      all: z.exactOptional(z.boolean()).describe("Everybody's, which needs an admin."),
    }),
    result: z.object({ tokens: listOf(token) }),
    errors: ["STORE_UNAVAILABLE"],
  },
  createToken: {
    summary: "Create a token",
    needs: "user",
    body: tokenDraft,
    result: z.object({
      secret: z.string().describe("What is sent as `Authorization: Bearer`. It is not shown again."),
      token,
    }),
    idempotent: true,
    errors: ["USER_NOT_FOUND", "STORE_UNAVAILABLE"],
  },
  revokeToken: {
    summary: "Revoke a token of the caller, or as an admin of any user, with what was created with it",
    needs: "user",
    params: z.object({ token: z.string().describe("Its id.") }),
    idempotent: true,
    errors: ["TOKEN_NOT_FOUND", "STORE_UNAVAILABLE"],
  },
} as const satisfies Record<string, Route>;
