import { httpStatus } from "@afpools/api";
import { type ErrorCode, type ErrorKind, errorKinds } from "@afpools/core";
import { errorMeanings } from "./error-meanings.js";
import { cell, code, page, table } from "./markdown.js";

/** As `packages/cli/src/exit-codes.ts` has them; a test compares. */
const exits: Record<ErrorKind, number> = {
  internal: 1,
  input: 2,
  "not-found": 3,
  conflict: 4,
  unavailable: 5,
  forbidden: 6,
  limit: 7,
};

/** Every code of an error, with what it means and how each interface shows it. */
export function errorCodesPage(): string {
  const codes = Object.keys(errorKinds) as ErrorCode[];
  const rows = codes.map((each) => [
    code(each),
    cell(errorMeanings[each]),
    errorKinds[each],
    String(exits[errorKinds[each]]),
    String(httpStatus(each)),
  ]);
  return page(
    "# Error codes",
    "Every error has a stable code, in the libraries (`AfpoolsError.code`), on standard error of the command line with `--json`, in the pool protocol and in the HTTP API (`code` of the problem). A code keeps its name and its kind; the message is for people and may change.",
    table(["code", "meaning", "kind", "exit status", "HTTP status"], rows),
    "`CONFLICT` has the HTTP status 412 where the request had `If-Match`.",
  );
}
