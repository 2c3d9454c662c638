import { AfpoolsError } from "../errors.js";
import { spellingsOf } from "../hosts/spellings.js";
import { maskTooLarge, maxMaskStates } from "./compile-mask.js";
import { intendedHosts } from "./intended-hosts.js";
import { maskFields } from "./mask-fields.js";
import type { MaskDialect, MaskForm, MaskPlan } from "./mask-plan.js";
import { type HostsRequest, nobodyLeft, onlineCount } from "./plan-hosts.js";
import { namesReadAlike, planWarnings } from "./plan-warnings.js";
import { type MaskReader, readMask } from "./read-mask.js";
import { readUserMasks } from "./user-masks.js";

export interface MaskRequest extends HostsRequest {
  /**
   * Default `include`: a host that comes later stays out, and a mask that fails lets nobody in. `exclude` and
   * `include-lookahead` need the farm.
   */
  readonly form?: MaskForm | undefined;
}

/** A {@link MaskPlan} without what only a person asks for. */
export type PlannedFields = Omit<MaskPlan, "warnings">;

/**
 * The mask fields for the hosts of an expression, what they let in, and what a person should know of them.
 *
 * @throws AfpoolsError as {@link planFields} does.
 */
export function planMask(request: MaskRequest): MaskPlan {
  const plan = planFields(request);
  return { ...plan, warnings: planWarnings(request, plan) };
}

/**
 * The same without the warnings, which take longer than the plan on a large farm: for programs that plan again and again.
 *
 * @throws AfpoolsError
 * `MASK_EMPTY` when no host is left: an empty mask would let every host in;
 * `MASK_TOO_LARGE` when afserver would drop the mask;
 * `MASK_UNREADABLE` when the user's masks cannot be read, or not in the same way by all afservers of the dialect;
 * `FARM_UNKNOWN` when the form needs the farm's hosts;
 * `INVALID_ARGUMENT` for a form that the dialect does not know.
 */
export function planFields(request: MaskRequest): PlannedFields {
  const { resolution, farm, form = "include", dialect = "3.4" } = request;
  const userMasks = readUserMasks(request.userMasks ?? {}, dialect);
  const intended = intendedHosts(resolution, userMasks.reader);
  if (intended.hosts.length === 0) throw nobodyLeft(resolution, intended, farm);
  const expressionNames = resolution.hosts.flatMap(spellingsOf);
  const { spellings, included } = intended;
  const fields = maskFields({ form, dialect, spellings, included, expressionNames, farm, userMasks });
  const reader = readBack(fields, dialect, spellings.length);
  const hosts = intended.hosts.filter((name) => reader.admits(name));
  return {
    fields,
    form,
    dialect,
    hosts,
    online: onlineCount(hosts, farm),
    exact: (form === "include" || form === "exclude-lookahead") && namesReadAlike(dialect, farm).length === 0,
    why: reasons[form],
  };
}

const reasons: Readonly<Record<MaskForm, string>> = {
  include:
    "The hosts mask names exactly these hosts. A host that registers later stays out, and a mask that fails lets nobody in.",
  exclude:
    "The hosts exclude mask names all other hosts of the farm, as in 2019. A host that registers later renders the job, and a mask that fails lets every host in.",
  "include-lookahead":
    "The hosts mask lets in everything but the other hosts of the farm. A host that registers later renders the job; a mask that fails lets nobody in.",
  "exclude-lookahead":
    "The hosts exclude mask takes out everything but these hosts. A host that registers later stays out, but a mask that fails lets every host in.",
  find: "The masks list prefixes, which is right for the hosts known now; a later host whose name starts like one of these renders the job.",
};

/** Reads the fields as afserver will: it must read both, and they must leave it room. */
function readBack(fields: MaskPlan["fields"], dialect: MaskDialect, hosts: number): MaskReader {
  const reader = readMask(fields, dialect);
  for (const reading of [reader.include, reader.exclude]) {
    if (reading.kind === "unreadable") {
      throw new AfpoolsError("INTERNAL", `The planned mask cannot be read: ${reading.why}.`);
    }
    if (reading.kind === "expression" && reading.states > maxMaskStates) {
      throw maskTooLarge(reading.states, hosts);
    }
  }
  return reader;
}
