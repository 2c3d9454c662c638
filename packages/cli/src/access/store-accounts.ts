import type { CompleteStore } from "@afpools/core";
import type { Config } from "@afpools/server";
import { Accounts, pageUrl, showLink, showSession, showToken, showUser } from "@afpools/server/internal";
import type { AccountsAccess, Recorded } from "./access.js";

export interface StoreAccountsOptions {
  readonly store: CompleteStore;
  readonly config: Config;
  /** The name of whoever works on the database. */
  readonly self: string;
  readonly recorded: Recorded;
}

/** Users, sessions and tokens in the database itself: whoever can write it may do everything. */
export function storeAccounts({ store, config, self, recorded }: StoreAccountsOptions): AccountsAccess {
  const { users, credentials } = new Accounts(store.accounts);
  const page = pageUrl({
    host: config["server.host"],
    port: config["server.httpPort"],
    isSecure: config["tls.mode"] !== "off",
  });
  const ownerOf = async (name: string | undefined) => (name === undefined ? undefined : users.get(name));
  return {
    users: async () => (await users.list()).map(showUser),
    addUser: (name, role) =>
      recorded("user.create", { target: name, details: { role } }, async () =>
        showUser(await users.create({ name, role })),
      ),
    editUser: (name, edit) =>
      recorded("user.update", { target: name, details: { ...edit } }, async () =>
        showUser(await users.update(name, edit)),
      ),
    removeUser: (name) =>
      recorded("user.delete", { target: name }, async () => void (await users.delete(name))),
    createLink: (name) =>
      recorded("link.create", { target: name }, async () => {
        const link = showLink(await credentials.createLink(await users.get(name)));
        return { ...link, url: `${page}${link.path}` };
      }),
    tokens: async (name) => {
      const tokens = await credentials.list("token", await ownerOf(name));
      return tokens.map(({ credential, user }) => showToken(credential, user));
    },
    createToken: ({ user: name = self, ...draft }) =>
      recorded("token.create", { details: { user: name, ...draft } }, async () => {
        const user = await users.get(name);
        const { text, credential } = await credentials.createToken(user, draft);
        return { secret: text, token: showToken(credential, user) };
      }),
    revokeToken: (id) =>
      recorded("token.revoke", { target: id }, async () => void (await credentials.revokeToken(id))),
    sessions: async (name) => {
      const sessions = await credentials.list("session", await ownerOf(name));
      return sessions.map((session) => showSession(session));
    },
    endSession: (id) =>
      recorded("session.end", { target: id }, async () => void (await credentials.endSession(id))),
    audit: (request) => store.audit.list(request),
  };
}
