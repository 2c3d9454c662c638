import { AfpoolsError, type ErrorCode } from "../errors.js";

/** What the system's codes mean, where its own words help nobody. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such folder",
  ENOTDIR: "a part of its path is a file, not a folder",
  EEXIST: "a file of this name is there already",
  EISDIR: "there is a folder of this name",
  EACCES: "this user may not write it",
  EPERM: "this user may not write it",
  EROFS: "its file system is read-only",
  ENOSPC: "the disk is full",
};

/** The error for a file that could not be written, with the reason that `cause` has. */
export function writeFailure(
  file: string,
  cause: unknown,
  { code = "INVALID_FILE" }: { readonly code?: ErrorCode } = {},
): AfpoolsError {
  const { code: reason, message } = cause as { readonly code?: unknown; readonly message?: string };
  const text = (typeof reason === "string" && reasons[reason]) || message;
  return new AfpoolsError(code, `${file} cannot be written: ${text}.`, { details: { file, reason }, cause });
}
