import { apiPath, endpoints, type Needs, operationNames, routes } from "@afpools/api";
import { cell, code, page, table } from "./markdown.js";

/** Those who may do something, from the fewest rights up. */
const columns = ["visitor", "viewer", "editor", "admin"] as const;

/** Which of {@link columns} is the first that may. A visitor is also refused where `access.anonymous` is `none`. */
const first: Readonly<Record<Needs, number>> = { nothing: 0, viewer: 0, user: 1, editor: 2, admin: 3 };

/** Which role may do what: a row for each operation of the HTTP API, from its table. */
export function rolesPage(): string {
  const rows = operationNames.map((name) => {
    const { needs, summary } = routes[name];
    const { method, path } = endpoints[name];
    const marks = columns.map((_, index) => {
      if (index < first[needs]) return "";
      return needs === "viewer" && index === 0 ? "yes ¹" : "yes";
    });
    return [cell(summary), code(`${method} ${path}`), ...marks];
  });
  return page(
    "# Roles",
    "Which role may do what on the page and by the HTTP API. A **visitor** is somebody who is not signed in. A token has its user's role, or a lower one that was chosen when it was created. The command line with `--server http(s)://…` has the rights of its token; with `--store` it works on the database itself, and the rights are those of the file or of MongoDB.",
    `The pool protocol on port 9999 knows no users: [who may write there](../operation/tls.md#who-may-write). Paths follow \`${apiPath}\`.`,
    table(["action", "operation", ...columns], rows),
    "¹ Unless the setting `access.anonymous` is `none`.",
  );
}
