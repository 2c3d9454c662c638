import type { ApiClient } from "@afpools/api/client";
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
      const isMeant = (name: string) => user === undefined || name.toLowerCase() === user.toLowerCase();
      return tokens.filter((token) => isMeant(token.user));
    },
    createToken: ({ user, ...draft }) =>
      client.createToken({ body: { ...draft, ...(user !== undefined && { user }) } }),
    revokeToken: async (token) => void (await client.revokeToken({ token })),
  };
}
