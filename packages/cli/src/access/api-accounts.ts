import type { ApiClient } from "@afpools/api/client";
import { userKey } from "@afpools/core";
import type { AccountsAccess } from "./access.js";

/** Users and tokens of a server, which lets an admin do it. */
export function apiAccounts(client: ApiClient): AccountsAccess {
  return {
    users: async () => (await client.listUsers()).users,
    addUser: (name, role) => client.createUser({ body: { name, role } }),
    editUser: (user, body) => client.updateUser({ user, body }),
    removeUser: async (user) => void (await client.deleteUser({ user })),
    createLink: async (user) => {
      const link = await client.createSignInLink({ user });
      return { ...link, url: `${client.server}${link.path}` };
    },
    tokens: async (user) => {
      const { caller } = await client.getSession();
      const { tokens } = await client.listTokens({ all: caller.role === "admin" });
      return tokens.filter((token) => isOf(token, user));
    },
    createToken: ({ user, ...draft }) =>
      client.createToken({ body: { ...draft, ...(user !== undefined && { user }) } }),
    sessions: async (user) => {
      const { caller } = await client.getSession();
      const { sessions } = await client.listSessions({ all: caller.role === "admin" });
      return sessions.filter((session) => isOf(session, user));
    },
    endSession: async (session) => void (await client.endSession({ session })),
    revokeToken: async (token) => void (await client.revokeToken({ token })),
  };
}

function isOf({ user }: { readonly user: string }, name: string | undefined): boolean {
  return name === undefined || userKey(user) === userKey(name);
}
