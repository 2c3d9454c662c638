import { statSync } from "node:fs";
import type { StoreFinding } from "@afpools/core";
import type { Database } from "libsql";
import { isCorrupt } from "./sqlite-errors.js";

const mebibyte = 1_048_576;
/** The log beside the file is cut back at 4 MiB, so it is larger only while something keeps it from being emptied. */
const suspiciousLogBytes = 16 * mebibyte;

/** What is odd in the file at `path`, which `db` has open, and what to do about it. */
export function diagnose(db: Database, path: string): StoreFinding[] {
  return [...contentFindings(db, path), ...permissionFindings(path), ...logFindings(db, path)];
}

function contentFindings(db: Database, path: string): StoreFinding[] {
  const problems = integrityProblems(db);
  if (problems.length === 0) return [];
  return [
    {
      severity: "error",
      subject: path,
      message: `The file is damaged (${problems.join("; ")}). Pools may be wrong or missing. Stop the programs that use it, keep a copy of it and of the files beside it, and put the last backup in its place.`,
    },
  ];
}

function integrityProblems(db: Database): string[] {
  try {
    const checks = db.prepare("PRAGMA quick_check(5)").raw().all() as [string][];
    const orphans = db.prepare("PRAGMA foreign_key_check").raw().all() as [string][];
    return [
      ...checks.map(([text]) => text).filter((text) => text !== "ok"),
      ...new Set(orphans.map(([table]) => `${table} holds rows of a pool that is not there`)),
    ];
  } catch (error) {
    if (isCorrupt(error) && error instanceof Error) return [error.message];
    throw error;
  }
}

function permissionFindings(path: string): StoreFinding[] {
  // Windows has no such bits; what Node gives there says nothing.
  if (process.platform === "win32") return [];
  const { mode } = statSync(path);
  if (mode & 0o002) {
    return [
      {
        severity: "warning",
        subject: path,
        message: `Every user of this machine can change the pools behind the manager's back. Take that away: chmod o-rw '${path}'.`,
      },
    ];
  }
  if (mode & 0o004) {
    return [
      {
        severity: "note",
        subject: path,
        message: `Every user of this machine can read the pools and who changed them. If that is not meant: chmod o-r '${path}'.`,
      },
    ];
  }
  return [];
}

function logFindings(db: Database, path: string): StoreFinding[] {
  const [[mode]] = db.prepare("PRAGMA journal_mode").raw().all() as [[string]];
  if (mode !== "wal") {
    return [
      {
        severity: "warning",
        subject: path,
        message: `The file has no write-ahead log (journal mode ${mode}), so whoever writes makes all others wait. Mostly its file system cannot have one: keep the file on a local disk, and restart the programs that use it.`,
      },
    ];
  }
  const log = `${path}-wal`;
  const bytes = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes < suspiciousLogBytes) return [];
  return [
    {
      severity: "warning",
      subject: log,
      message: `The write-ahead log has grown to ${Math.round(bytes / mebibyte)} MiB, which makes reading slow. A program has been reading the file for long, such as a database browser or a backup: end it. Do not delete this file, it holds pools.`,
    },
  ];
}
