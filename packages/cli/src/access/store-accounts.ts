import type { AccountStore } from "@afpools/core";
import { Accounts, type Config, pageUrl, showLink, showSession, showToken, showUser } from "@afpools/server";
import type { AccountsAccess } from "./access.js";

/** Users and tokens in the database itself: whoever holds it may do everything. */
export function storeAccounts(store: AccountStore, config: Config, self: string): AccountsAccess {
  const { users, credentials } = new Accounts(store);
  const page = pageUrl({
    host: config["server.host"],
    port: config["server.httpPort"],
    isSecure: config["tls.mode"] !== "off",
  });
  return {
    users: async () => (await users.list()).map(showUser),
    addUser: async (name, role) => showUser(await users.create({ name, role })),
    editUser: async (name, edit) => showUser(await users.update(name, edit)),
    removeUser: async (name) => void (await users.delete(name)),
    createLink: async (name) => {
      const link = showLink(await credentials.createLink(await users.get(name)));
      return { ...link, url: `${page}${link.path}` };
    },
    tokens: async (name) => {
      const tokens = await credentials.list("token", name === undefined ? undefined : await users.get(name));
      return tokens.map(({ credential, user }) => showToken(credential, user));
    },
    createToken: async ({ user: name = self, ...draft }) => {
      const user = await users.get(name);
      const { text, credential } = await credentials.createToken(user, draft);
      return { secret: text, token: showToken(credential, user) };
    },
    revokeToken: async (id) => void (await credentials.revokeToken(id)),
    sessions: async (name) => {
      const sessions = await credentials.list(
        "session",
        name === undefined ? undefined : await users.get(name),
      );
      return sessions.map((session) => showSession(session));
    },
    endSession: async (id) => void (await credentials.endSession(id)),
  };
}
