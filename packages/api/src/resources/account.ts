import { signInMethods } from "@afpools/core/internal";
import * as z from "zod";
import { named } from "./named.js";
import { role } from "./role.js";
import { time } from "./values.js";

export const user = named(
  "User",
  "Somebody who may sign in.",
  z.object({
    name: z.string().describe("Unique without regard to case; stands in the history."),
    role,
    disabled: z.boolean().describe("May not sign in, and is signed out."),
    hasPassword: z.boolean(),
    external: z
      .boolean()
      .describe("Signs in by the provider (`oidc.issuer`), whose groups set the role at each sign-in."),
    createdAt: time,
  }),
);

export type User = z.output<typeof user>;

/** 10 to 200 characters. */
const password = z.string().min(10).max(200);

export const userDraft = named(
  "UserDraft",
  "A user to be made. Without a password the user signs in by a link or a token.",
  z.strictObject({ name: z.string(), role, password: z.exactOptional(password) }),
);

export const userEdit = named(
  "UserEdit",
  "What to change of a user; each change signs the user out. A password that is null is taken away.",
  z.strictObject({
    role: z.exactOptional(role),
    disabled: z.exactOptional(z.boolean()),
    password: z.exactOptional(password.nullable()),
  }),
);

export const signInLink = named(
  "SignInLink",
  "A link that signs a user in once: the address of the page, then `path`.",
  z.object({
    path: z.string().describe("Such as `/sign-in#token=…`."),
    token: z.string(),
    expiresAt: time,
  }),
);

export type SignInLink = z.output<typeof signInLink>;

export const token = named(
  "Token",
  "What a program signs in with instead of a user. What is secret of it is shown once, when it is made.",
  z.object({
    id: z.string(),
    user: z.string(),
    label: z.string().describe("What it is for."),
    /** Never more than its user may do. */
    role,
    createdAt: time,
    expiresAt: time.nullable().describe("Null: never."),
    usedAt: time.nullable().describe("When it was used last, to ten minutes; null: never."),
    usedFrom: z.string().nullable().describe("The address that it was used from last."),
    madeWith: z
      .string()
      .nullable()
      .describe(
        "The id of the session or token that it was made with, and with which it ends when that is ended.",
      ),
  }),
);

export type Token = z.output<typeof token>;

export const openSession = named(
  "OpenSession",
  "A session: a page that somebody is signed in on.",
  z.object({
    id: z.string(),
    user: z.string(),
    role,
    signedInBy: z.enum(signInMethods),
    createdAt: time,
    expiresAt: time.describe("It ends then, unless it is used before."),
    usedAt: time.describe("When it was used last, to ten minutes."),
    usedFrom: z.string().nullable().describe("The address that it was used from last."),
    agent: z.string().nullable().describe("The program that used it last, as it says itself."),
    madeWith: z
      .string()
      .nullable()
      .describe(
        "The id of the token that it was signed in with, or of what the link was made with; it ends with that.",
      ),
    current: z.boolean().describe("Is it the caller's?"),
  }),
);

export type OpenSession = z.output<typeof openSession>;

export const tokenDraft = named(
  "TokenDraft",
  "A token to be made. What is made with a token may do no more than that, lasts no longer, and ends with it.",
  z.strictObject({
    label: z.string(),
    role: z.exactOptional(role).describe("Default: the user's role, or that of the caller's token."),
    days: z
      .exactOptional(z.int().min(1).max(3_650))
      .describe("Default: without an end, or as long as the caller's token."),
    user: z.exactOptional(z.string()).describe("For another user, which needs an admin."),
  }),
);

/** What the page keeps while the provider signs somebody in, and gives back as it was. */
const challenge = {
  state: z.string().max(200),
  nonce: z.string().max(200),
  codeVerifier: z.string().max(200),
};

export const providerRequest = named(
  "ProviderRequest",
  "Where to send the browser so that the provider signs its user in, and what `signIn` needs afterwards.",
  z.object({ url: z.string(), ...challenge }),
);

export const signIn = named(
  "SignIn",
  "What somebody signs in with: a password, a token, a link made by an admin, what an OpenID Connect provider answered, or the link that the server prints while there is no admin (`welcome`), which makes the first one.",
  z.discriminatedUnion("with", [
    z.strictObject({
      with: z.literal("password"),
      name: z.string().max(200),
      password: z.string().max(200),
    }),
    z.strictObject({ with: z.literal("token"), token: z.string() }),
    z.strictObject({ with: z.literal("link"), token: z.string() }),
    z.strictObject({
      with: z.literal("oidc"),
      url: z.url().max(8_000).describe("The whole address to which the provider sent the browser."),
      ...challenge,
    }),
    z.strictObject({
      with: z.literal("welcome"),
      token: z.string(),
      name: z.string(),
      password: z.exactOptional(password),
    }),
  ]),
);

export const passwordChange = named(
  "PasswordChange",
  "The caller's new password, and the current one where there is one.",
  z.strictObject({ password, current: z.exactOptional(z.string().max(200)) }),
);
