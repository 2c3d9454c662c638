import type { Caller } from "@afpools/api";
import type { Principal } from "../../access/principal.js";

/** Who makes the request, as it is told. */
export function callerOf(principal: Principal): Caller {
  const { by, role } = principal;
  return { name: by === "nothing" ? null : principal.user.name, role, by };
}
