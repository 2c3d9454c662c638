import { AfpoolsError, type Role } from "@afpools/core";
import { roles as allRoles, hasRole } from "@afpools/core/internal";

/** Which role members of a group have; `*` is everybody whom the provider signs in. */
export type GroupRoles = ReadonlyMap<string, Role>;

/**
 * Roles of groups as a setting says them: `it=admin; Render TDs=editor; *=viewer`. The role stands behind the last `=`, since
 * names of groups may hold others: `CN=td,OU=Groups,DC=studio=editor`.
 *
 * @throws AfpoolsError `INVALID_CONFIG`
 */
export function parseGroupRoles(text: string): GroupRoles {
  const roles = new Map<string, Role>();
  for (const part of text.split(";").map((it) => it.trim())) {
    if (part === "") continue;
    const at = part.lastIndexOf("=");
    const group = part.slice(0, Math.max(0, at)).trim();
    const role = allRoles.find((it) => it === part.slice(at + 1).trim());
    if (group === "" || role === undefined) {
      throw new AfpoolsError(
        "INVALID_CONFIG",
        `${JSON.stringify(part)} is not GROUP=ROLE with one of the roles viewer, editor, admin, such as: it=admin; artists=viewer.`,
      );
    }
    const before = roles.get(group);
    if (before === undefined || hasRole(role, before)) roles.set(group, role);
  }
  return roles;
}

/** The highest role that these groups give; nothing for those whom no group lets in. */
export function roleOfGroups(groups: readonly string[], roles: GroupRoles): Role | undefined {
  const given = ["*", ...groups].flatMap((group) => roles.get(group) ?? []);
  return given.reduce<Role | undefined>(
    (highest, role) => (highest !== undefined && hasRole(highest, role) ? highest : role),
    undefined,
  );
}
