import { type Credential, isPoolId, type Pool, type PoolChange, type User } from "@afpools/core";
import { roles, signInMethods } from "@afpools/core/internal";
import { z } from "zod";

/** The version of the file format that this release writes; it reads this one and older. */
export const backupVersion = 2;

const id = z.string().check(z.refine(isPoolId, "24 hexadecimal digits are expected"));
const revision = z.int().nonnegative();
const text = z.strictObject({ before: z.string(), after: z.string() });
const host = z.strictObject({ name: z.string(), engine: z.string(), ip: z.string(), port: z.string() });
const count = z.int().nonnegative();

/** The first line. */
export const headSchema = z.strictObject({
  format: z.literal("afpools-backup"),
  version: z.int().positive(),
  createdAt: z.iso.datetime(),
  from: z.string(),
  pools: count,
  changes: count,
  users: count,
  tokens: count,
});

export type BackupHead = z.output<typeof headSchema>;

const pool = z.strictObject({
  id,
  /** Any text: of pools that the 2019 manager made also such as no pool is given here. */
  name: z.string(),
  description: z.string(),
  hosts: z.array(host).readonly(),
  rules: z.array(z.string()).readonly(),
  restartStrays: z.exactOptional(z.boolean()),
  revision,
  changedBy: z.string(),
  changedAt: z.string(),
}) satisfies z.ZodType<Pool>;

const change = z.strictObject({
  id,
  kind: z.enum(["create", "update", "delete"]),
  poolId: id,
  poolName: z.string(),
  revision,
  diff: z.strictObject({
    name: z.exactOptional(text),
    description: z.exactOptional(text),
    hosts: z.exactOptional(z.strictObject({ removed: z.array(host), added: z.array(host) })),
    rules: z.exactOptional(z.strictObject({ removed: z.array(z.string()), added: z.array(z.string()) })),
    restartStrays: z.exactOptional(z.strictObject({ before: z.boolean(), after: z.boolean() })),
  }),
  by: z.string(),
  origin: z.string(),
  at: z.string(),
  undoes: z.exactOptional(z.string()),
  batch: z.exactOptional(z.string()),
}) satisfies z.ZodType<PoolChange>;

const user = z.strictObject({
  id: z.string(),
  name: z.string(),
  role: z.enum(roles),
  disabled: z.boolean(),
  password: z.string(),
  createdAt: z.string(),
  revision,
}) satisfies z.ZodType<User>;

const moment = z.string().nullable();
const tokenOf1 = {
  id: z.string(),
  kind: z.literal("token"),
  hash: z.string(),
  user: z.string(),
  userId: z.string(),
  label: z.string(),
  role: z.enum(roles).nullable(),
  createdAt: z.string(),
  expiresAt: moment,
  usedAt: moment,
  revision,
};

/** Files of version 1 do not say what a token was made with. */
const token = z.union([
  z.strictObject({
    ...tokenOf1,
    notAfter: moment,
    madeWith: z.array(z.string()).readonly(),
    signedInBy: z.enum(signInMethods).nullable(),
    usedFrom: z.string().nullable(),
    agent: z.string().nullable(),
    closedAt: moment,
  }),
  z.strictObject(tokenOf1).transform((old) => ({
    ...old,
    notAfter: old.expiresAt,
    madeWith: [],
    signedInBy: null,
    usedFrom: null,
    agent: null,
    closedAt: null,
  })),
]) satisfies z.ZodType<Credential>;

/** Each line between the first and the last: one thing of one kind. */
export const recordSchema = z.union([
  z.strictObject({ pool }),
  z.strictObject({ change }),
  z.strictObject({ user }),
  z.strictObject({ token }),
]);

/** The last line: the SHA-256 of all bytes before it, in hexadecimal digits. */
export const endSchema = z.strictObject({ sha256: z.string() });
