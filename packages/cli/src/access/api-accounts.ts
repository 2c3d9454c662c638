import type { AuditRecord } from "@afpools/api";
import type { ApiClient } from "@afpools/api/client";
import { userKey } from "@afpools/core";
import type { AccountsAccess } from "./access.js";

/** How many audit records are asked for at once: as many as a server gives. */
const pageSize = 1_000;

/** Users, sessions, tokens and the audit of a server, which lets an admin do it. */
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
    audit: async ({ limit, ...wanted }) => {
      const records: AuditRecord[] = [];
      let before: string | undefined;
      while (records.length < limit) {
        const page = {
          limit: Math.min(pageSize, limit - records.length),
          ...(before !== undefined && { before }),
        };
        const answer = await client.listAudit({ ...wanted, ...page });
        records.push(...answer.records);
        if (answer.next === null) break;
        before = answer.next;
      }
      return records;
    },
    revokeToken: async (token) => void (await client.revokeToken({ token })),
  };
}

function isOf({ user }: { readonly user: string }, name: string | undefined): boolean {
  return name === undefined || userKey(user) === userKey(name);
}
