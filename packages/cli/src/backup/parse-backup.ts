import { createHash } from "node:crypto";
import { AfpoolsError, poolNameKey, userKey } from "@afpools/core";
import { decodeText } from "@afpools/core/internal";
import { z } from "zod";
import type { Backup } from "./backup.js";
import { type BackupHead, backupVersion, endSchema, headSchema, recordSchema } from "./backup-schema.js";

/**
 * The backup in `bytes`, all of it checked.
 *
 * @param file what to call it
 * @throws AfpoolsError `INVALID_FILE` for a file that is no backup, damaged or cut; `UNSUPPORTED_VERSION` for one of a
 * newer release
 */
export function parseBackup(bytes: Uint8Array, file: string): Backup {
  const [headLine, ...others] = linesOf(decodeText(bytes, { name: file, maxBytes: bytes.length }));
  const head = readHead(headLine, file);
  const endLine = others.pop();
  const end = endLine === undefined ? undefined : endSchema.safeParse(json(endLine)).data;
  if (!end) throw damaged(file, "its end is missing");
  const digest = createHash("sha256").update(bytes.subarray(0, bytes.lastIndexOf(newline, -2) + 1));
  if (digest.digest("hex") !== end.sha256) throw damaged(file, "its content is not what was written");
  const { createdAt, from } = head;
  const backup: Mutable<Backup> = { createdAt, from, pools: [], changes: [], users: [], tokens: [] };
  others.forEach((line, index) => {
    const { data: record, error } = recordSchema.safeParse(json(line));
    if (error) throw damaged(file, `line ${index + 2} is invalid: ${z.prettifyError(error)}`);
    if ("pool" in record) backup.pools.push(record.pool);
    else if ("change" in record) backup.changes.push(record.change);
    else if ("user" in record) backup.users.push(record.user);
    else backup.tokens.push(record.token);
  });
  checkWhole(backup, head, file);
  return backup;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };

const newline = 10;

function linesOf(text: string): string[] {
  const lines = text.split("\n");
  // Behind the last line end there is nothing.
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function readHead(line: string | undefined, file: string): BackupHead {
  const value = json(line ?? "");
  const kind = z.object({ format: z.literal("afpools-backup"), version: z.int() }).safeParse(value).data;
  if (!kind) {
    throw new AfpoolsError(
      "INVALID_FILE",
      `${file} is not a backup of Afanasy Pools. Use a file that "afpools backup" wrote; for a list of pools there is "afpools pool import".`,
      { details: { file } },
    );
  }
  if (kind.version > backupVersion) {
    throw new AfpoolsError(
      "UNSUPPORTED_VERSION",
      `${file} is a backup of version ${kind.version}, made by a newer release; this one reads version ${backupVersion} and older. Update Afanasy Pools here.`,
      { details: { file, version: kind.version, newest: backupVersion } },
    );
  }
  const { data: head, error } = headSchema.safeParse(value);
  if (error) throw damaged(file, `its first line is invalid: ${z.prettifyError(error)}`);
  return head;
}

/** Counts, and that each thing is there once: a store would refuse it in the middle. */
function checkWhole(backup: Backup, head: BackupHead, file: string): void {
  for (const kind of ["pools", "changes", "users", "tokens"] as const) {
    if (backup[kind].length !== head[kind]) {
      throw damaged(file, `it has ${backup[kind].length} ${kind}, and should have ${head[kind]}`);
    }
  }
  const { pools, changes, users, tokens } = backup;
  const keys = {
    "pools of id": pools.map(({ id }) => id),
    "changes of id": changes.map(({ id }) => id),
    "users named": users.map(({ name }) => userKey(name)),
    "tokens of id": tokens.map(({ id }) => id),
  };
  for (const [what, list] of Object.entries(keys)) {
    const [twice] = repeated(list);
    if (twice !== undefined) throw damaged(file, `it has two ${what} ${JSON.stringify(twice)}`);
  }
  const [shared] = sharedNames(pools);
  if (shared === undefined) return;
  throw new AfpoolsError(
    "INVALID_FILE",
    `The backup ${file} has two pools named ${JSON.stringify(shared)} (names are equal without regard to case), which only the 2019 manager makes. Rename one of them and make the backup again.`,
    { details: { file, name: shared } },
  );
}

/** Names that several of these pools have, without regard to case. */
export function sharedNames(pools: Backup["pools"]): string[] {
  return repeated(pools.map(({ name }) => poolNameKey(name)));
}

function repeated(keys: readonly string[]): string[] {
  const seen = new Set<string>();
  return keys.filter((key) => seen.size === seen.add(key).size);
}

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function damaged(file: string, how: string): AfpoolsError {
  return new AfpoolsError("INVALID_FILE", `The backup ${file} is damaged: ${how}. Use another one.`, {
    details: { file },
  });
}
