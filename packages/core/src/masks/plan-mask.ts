import { AfpoolsError } from "../errors.js";
import type { Resolution } from "../expressions/resolve-expression.js";
import type { Farm } from "../farm/farm.js";
import { compileMask } from "./compile-mask.js";
import { excludedHostnames } from "./excluded-hostnames.js";
import type { JobMasks } from "./job-masks.js";
import type { MaskDialect, MaskForm, MaskPlan } from "./mask-plan.js";
import { readMask } from "./read-mask.js";

export interface MaskRequest {
  /** What the pool expression means. */
  readonly resolution: Resolution;
  /** The hosts that afserver knows; needed for all forms but `include` and `exclude-lookahead`. */
  readonly farm?: Farm | undefined;
  /** Default `include`. */
  readonly form?: MaskForm | undefined;
  /** Default `3.4`. */
  readonly dialect?: MaskDialect | undefined;
  /** The masks that the job already has: the plan lets in only what they let in too. */
  readonly userMasks?: JobMasks | undefined;
}

/** The mask fields for the hosts of an expression. */
export function planMask(request: MaskRequest): MaskPlan {
  const { resolution, farm, form = "include", dialect = "3.4", userMasks = {} } = request;
  const reader = readMask(userMasks, dialect);
  const hosts = resolution.hosts
    .flatMap((host) => (host.renders.length > 0 ? host.renders.map((render) => render.name) : [host.name]))
    .filter((name) => reader.admits(name));
  if (hosts.length === 0) {
    throw new AfpoolsError("MASK_EMPTY", `No host is left for ${resolution.expression}.`);
  }
  if (form !== "include" && form !== "exclude") {
    throw new AfpoolsError("INVALID_ARGUMENT", `The form ${form} is not there yet.`);
  }
  if (form === "exclude" && !farm) {
    throw new AfpoolsError("FARM_UNKNOWN", "The exclude form needs the list of the farm's hosts.");
  }
  const type: JobMasks = dialect === "3.4" ? { hosts_mask_type: "regex" } : {};
  const others = farm && form === "exclude" ? excludedHostnames(farm, hosts) : [];
  const spellings = new Set([
    ...hosts,
    ...resolution.hosts
      .filter((host) => host.renders.length === 0)
      .map((host) => host.name.toLowerCase())
      .filter((name) => reader.admits(name)),
  ]);
  return {
    fields: {
      hosts_mask: form === "include" ? compileMask(spellings) : "",
      hosts_mask_exclude: others.length > 0 ? compileMask(others) : "",
      ...type,
    },
    form,
    dialect,
    hosts,
    online: farm ? hosts.filter((name) => farm.find(name).some((host) => host.online)).length : null,
    exact: form === "include",
    why: form === "include" ? "The hosts mask names the hosts of the expression." : "As in 2019.",
    warnings: [],
  };
}
