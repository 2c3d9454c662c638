import { httpStatus } from "@afpools/api";
import { type ErrorCode, errorKinds } from "@afpools/core";
import { errorCodes } from "@afpools/core/internal";
import type { Manual } from "./cli-page.js";
import { errorMeanings } from "./error-meanings.js";
import { cell, code, page, table } from "./markdown.js";

const ownerOf = (code: ErrorCode) => Object.entries(errorCodes).find(([, codes]) => code in codes)?.[0] ?? "";

/** Every code of an error, with what it means and how each interface shows it. */
export function errorCodesPage({ exitOfKind }: Manual): string {
  const codes = Object.keys(errorKinds) as ErrorCode[];
  const rows = codes.map((each) => [
    code(each),
    cell(errorMeanings[each]),
    errorKinds[each],
    String(exitOfKind[errorKinds[each]]),
    String(httpStatus(each)),
    code(ownerOf(each)),
  ]);
  return page(
    "# Error codes",
    "Every error has a stable code, in the libraries (`AfpoolsError.code`), on standard error of the command line with `--json`, in the pool protocol and in the HTTP API (`code` of the problem). A code keeps its name and its kind; the message is for people and may change.",
    table(["code", "meaning", "kind", "exit status", "HTTP status", "package"], rows),
    "`CONFLICT` has the HTTP status 412 where the request had `If-Match`.",
  );
}
