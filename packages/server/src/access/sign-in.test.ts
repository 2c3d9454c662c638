import { MemoryStore, type User } from "@afpools/core";
import { ManualClock } from "@afpools/core/testing";
import { describe, expect, it } from "vitest";
import { Accounts } from "./accounts.js";
import { addressSubject } from "./address-subject.js";
import type { NewCredential, TokenDraft } from "./credentials.js";
import type { ExternalIdentity } from "./external-identity.js";
import { ExternalUsers } from "./external-users.js";
import { FirstAdmin } from "./first-admin.js";
import { parseGroupRoles } from "./group-roles.js";
import { PasswordCheck } from "./password-check.js";
import { principalOf, type SignedIn } from "./principal.js";
import { SignIn } from "./sign-in.js";
import { SignInLimiter } from "./sign-in-limiter.js";

const from = { address: "10.0.0.7", agent: null };
const password = "correct horse";
const hourMs = 3_600_000;
const now = new Date("2026-01-01T12:00:00.000Z");
const failed = { code: "SIGN_IN_FAILED" };
const forbidden = { code: "FORBIDDEN" };

async function start() {
  const store = new MemoryStore().accounts;
  const accounts = new Accounts(store, () => now);
  const links: string[] = [];
  const firstAdmin = new FirstAdmin({
    accounts,
    live: { subscribe: () => () => undefined },
    onLink: (path) => links.push(path),
  });
  await firstAdmin.start();
  const limiter = new SignInLimiter(new ManualClock());
  const identity: ExternalIdentity = { method: "oidc", id: "https://x anna", name: "anna", groups: ["td"] };
  const signIn = new SignIn({
    accounts,
    firstAdmin,
    passwords: new PasswordCheck({ accounts, store, limiter }),
    oidc: { finish: async () => identity },
    externalUsers: new ExternalUsers(accounts),
    external: () => ({ roles: parseGroupRoles("td=editor"), sessionMs: hourMs }),
  });
  const by = async ({ text }: NewCredential): Promise<SignedIn> => {
    const valid = await accounts.credentials.authenticate(text, ["session", "token"]);
    if (!valid) throw new Error("It is not good.");
    return principalOf(valid);
  };
  const token = async (user: User, draft: Partial<TokenDraft> = {}) =>
    accounts.credentials.createToken(user, { label: "x", ...draft });
  const isKnownPlace = async (user: User) =>
    (await store.findPlace(user.name, addressSubject(from.address)))?.userId === user.id;
  return { store, accounts, links, signIn, by, token, isKnownPlace };
}

const provider = { with: "oidc", url: "https://x/", state: "s", nonce: "n", codeVerifier: "v" } as const;

describe("signing in", () => {
  it("with a password opens a session, and the address is known from then on", async () => {
    const { accounts, signIn, by, isKnownPlace } = await start();
    const anna = await accounts.users.create({ name: "anna", role: "editor", password });
    await expect(
      signIn.signIn({ with: "password", name: "anna", password: "wrong" }, from),
    ).rejects.toMatchObject(failed);
    expect(await isKnownPlace(anna)).toBe(false);
    const opened = await signIn.signIn({ with: "password", name: "Anna", password }, from);
    expect(opened.user.id).toBe(anna.id);
    expect((await by(opened)).credential).toMatchObject({
      kind: "session",
      signedInBy: "password",
      role: null,
    });
    expect(await isKnownPlace(anna)).toBe(true);
  });

  it("with a token opens a session that is limited as it is, and tells no address of its user", async () => {
    const { accounts, signIn, by, token, isKnownPlace } = await start();
    const anna = await accounts.users.create({ name: "anna", role: "admin" });
    const made = await token(anna, { role: "viewer", days: 1 });
    const opened = await signIn.signIn({ with: "token", token: made.text }, from);
    const { notAfter } = made.credential;
    expect((await by(opened)).credential).toMatchObject({
      signedInBy: "token",
      role: "viewer",
      notAfter,
      madeWith: [made.credential.id],
    });
    expect(await isKnownPlace(anna)).toBe(false);
    const link = await accounts.credentials.createLink(anna);
    for (const other of [link.text, opened.text, "x"]) {
      await expect(signIn.signIn({ with: "token", token: other }, from)).rejects.toMatchObject(failed);
    }
  });

  it("with a link is done once, and the address is known from then on", async () => {
    const { accounts, signIn, by, token, isKnownPlace } = await start();
    const anna = await accounts.users.create({ name: "anna", role: "viewer" });
    const { text } = await accounts.credentials.createLink(anna);
    const opened = await signIn.signIn({ with: "link", token: text }, from);
    expect([opened.user.id, (await by(opened)).credential.signedInBy]).toEqual([anna.id, "link"]);
    expect(await isKnownPlace(anna)).toBe(true);
    for (const other of [text, (await token(anna)).text]) {
      await expect(signIn.signIn({ with: "link", token: other }, from)).rejects.toMatchObject(failed);
    }
  });

  it("by the provider opens a session that ends after the time that the settings say", async () => {
    const { signIn, by } = await start();
    const opened = await signIn.signIn(provider, from);
    expect(opened.user).toMatchObject({ name: "anna", role: "editor" });
    expect((await by(opened)).credential).toMatchObject({
      signedInBy: "oidc",
      expiresAt: new Date(now.getTime() + hourMs).toISOString(),
    });
  });

  it("as the first admin takes the token that the server told", async () => {
    const { links, signIn, by } = await start();
    const draft = { with: "welcome", name: "root" } as const;
    await expect(signIn.signIn({ ...draft, token: "x" }, from)).rejects.toMatchObject(failed);
    const opened = await signIn.signIn({ ...draft, token: links[0]?.split("#token=")[1] ?? "" }, from);
    const { role, credential } = await by(opened);
    expect([role, credential.signedInBy]).toEqual(["admin", "welcome"]);
  });
});

describe("a change of one's password", () => {
  it("takes the current one, and ends all but the session that it is made in", async () => {
    const { accounts, signIn, by, token } = await start();
    const anna = await accounts.users.create({ name: "anna", role: "editor", password });
    const open = () => signIn.signIn({ with: "password", name: "anna", password }, from);
    const [mine, other, program] = [await open(), await open(), await token(anna)];
    const caller = await by(mine);
    for (const current of [{}, { current: "wrong" }]) {
      await expect(
        signIn.changePassword(caller, { password: "another one", ...current }, from),
      ).rejects.toMatchObject(failed);
    }
    await by(program);
    await signIn.changePassword(caller, { password: "another one", current: password }, from);
    await by(mine);
    for (const ended of [other, program]) await expect(by(ended)).rejects.toThrow("not good");
    await expect(open()).rejects.toMatchObject(failed);
    await signIn.signIn({ with: "password", name: "anna", password: "another one" }, from);
  });

  it("sets a first one in a session by a link", async () => {
    const { accounts, signIn, by } = await start();
    const anna = await accounts.users.create({ name: "anna", role: "viewer" });
    const { text } = await accounts.credentials.createLink(anna);
    const caller = await by(await signIn.signIn({ with: "link", token: text }, from));
    await signIn.changePassword(caller, { password }, from);
    await signIn.signIn({ with: "password", name: "anna", password }, from);
  });

  it("is refused with a token, in its session, and with what is limited in role or time", async () => {
    const { accounts, signIn, by, token } = await start();
    const anna = await accounts.users.create({ name: "anna", role: "admin" });
    const root = await accounts.users.create({ name: "root", role: "admin" });
    const change = async (made: NewCredential) => signIn.changePassword(await by(made), { password }, from);
    const plain = await token(anna);
    const sessionOf = async (made: NewCredential) => signIn.signIn({ with: "token", token: made.text }, from);
    const linkedBy = async (draft: Partial<TokenDraft>) => {
      const maker = await by(await token(root, draft));
      const { text } = await accounts.credentials.createLink(anna, maker);
      return signIn.signIn({ with: "link", token: text }, from);
    };
    for (const made of [
      plain,
      await sessionOf(plain),
      await linkedBy({ role: "editor" }),
      await linkedBy({ days: 1 }),
    ]) {
      await expect(change(made)).rejects.toMatchObject(forbidden);
    }
    // An admin's token without an end may set passwords of others, and so may what comes from it.
    await change(await linkedBy({}));
  });

  it("is done at the provider by those whom it signs in", async () => {
    const { signIn, by } = await start();
    const caller = await by(await signIn.signIn(provider, from));
    await expect(signIn.changePassword(caller, { password }, from)).rejects.toMatchObject({
      ...forbidden,
      message: expect.stringContaining("provider"),
    });
  });
});
