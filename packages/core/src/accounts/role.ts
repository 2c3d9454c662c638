import { AfpoolsError } from "../errors.js";

/** What somebody may do: look; change pools and jobs, too; change settings and users, too. Each may what those before may. */
export const roles = ["viewer", "editor", "admin"] as const;

export type Role = (typeof roles)[number];

/** May somebody of the role `has` do what needs the role `needed`? */
export function hasRole(has: Role, needed: Role): boolean {
  return roles.indexOf(has) >= roles.indexOf(needed);
}

/** @throws AfpoolsError `FORBIDDEN` when somebody of the role `has` may not do what needs the role `needed`. */
export function assertRole(has: Role, needed: Role): void {
  if (hasRole(has, needed)) return;
  const articles = { viewer: "a viewer", editor: "an editor", admin: "an admin" } as const;
  throw new AfpoolsError(
    "FORBIDDEN",
    `This needs ${articles[needed]}, and you are ${articles[has]}. Ask an admin for the role.`,
    { details: { role: has, needed } },
  );
}
