import { AfpoolsError } from "../errors.js";
import type { Resolution } from "../expressions/resolve-expression.js";
import type { Farm } from "../farm/farm.js";
import { maskTooLarge, maxMaskStates } from "./compile-mask.js";
import { type IntendedHosts, intendedHosts, spellingsOf } from "./intended-hosts.js";
import type { JobMasks } from "./job-masks.js";
import { maskFields, otherHosts } from "./mask-fields.js";
import type { MaskDialect, MaskForm, MaskPlan } from "./mask-plan.js";
import { planWarnings } from "./plan-warnings.js";
import { type MaskReader, readMask } from "./read-mask.js";
import { readUserMasks } from "./user-masks.js";

export interface MaskRequest {
  /** What the pool expression means. */
  readonly resolution: Resolution;
  /** The hosts that afserver knows; `exclude` and `include-lookahead` need it. */
  readonly farm?: Farm | undefined;
  /** Default `include`: a host that comes later stays out, and a mask that fails lets nobody in. */
  readonly form?: MaskForm | undefined;
  /** Default `3.4`. */
  readonly dialect?: MaskDialect | undefined;
  /** The masks that the job already has: the plan lets in only what they let in too. */
  readonly userMasks?: JobMasks | undefined;
}

/**
 * The mask fields for the hosts of an expression, what they let in, and what a person should know of them.
 *
 * @throws AfpoolsError
 * `MASK_EMPTY` when no host is left: an empty mask would let every host in;
 * `MASK_TOO_LARGE` when afserver would drop the mask;
 * `MASK_UNREADABLE` when the user's masks cannot be read, or not in the same way by all afservers of the dialect;
 * `FARM_UNKNOWN` when the form needs the farm's hosts;
 * `INVALID_ARGUMENT` for a form that the dialect does not know.
 */
export function planMask(request: MaskRequest): MaskPlan {
  const { resolution, farm, form = "include", dialect = "3.4" } = request;
  const userMasks = readUserMasks(request.userMasks ?? {}, dialect);
  const intended = intendedHosts(resolution, userMasks.reader);
  if (intended.hosts.length === 0) throw nobodyLeft(resolution, intended, farm);
  const expressionNames = resolution.hosts.flatMap(spellingsOf);
  const { spellings, included } = intended;
  const fields = maskFields({ form, dialect, spellings, included, expressionNames, farm, userMasks });
  const reader = readBack(fields, dialect, spellings.length);
  const hosts = intended.hosts.filter((name) => reader.admits(name));
  const lost = intended.hosts.filter((name) => !reader.admits(name));
  const unnamed = namesOthers(form) && farm ? unnamedHosts(farm, expressionNames, reader) : [];
  const warnings = planWarnings({
    resolution,
    farm,
    form,
    dialect,
    intended,
    lost,
    unnamed,
    slow: userMasks.slow,
  });
  return {
    fields,
    form,
    dialect,
    hosts,
    online: farm ? onlineCount(hosts, farm) : null,
    exact:
      (form === "include" || form === "exclude-lookahead") &&
      !warnings.some(({ code }) => code === "INEXACT"),
    why: reasons[form],
    warnings,
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

function namesOthers(form: MaskForm): boolean {
  return form === "exclude" || form === "include-lookahead";
}

/** Hosts of the farm that are let in though nobody means them, because a mask cannot name them. */
function unnamedHosts(farm: Farm, expressionNames: readonly string[], reader: MaskReader): string[] {
  return otherHosts(farm, expressionNames).filter((name) => reader.admits(name));
}

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

function onlineCount(hosts: readonly string[], farm: Farm): number {
  const online = new Set(farm.hosts.filter((host) => host.online).map((host) => host.name));
  return hosts.filter((name) => online.has(name)).length;
}

function nobodyLeft(
  resolution: Resolution,
  { unmaskable }: IntendedHosts,
  farm: Farm | undefined,
): AfpoolsError {
  const expression = JSON.stringify(resolution.expression);
  const reason =
    resolution.hosts.length === 0
      ? resolution.removed.length > 0
        ? `the expression ${expression} takes out all ${resolution.removed.length} hosts that it takes in`
        : `the expression ${expression} means no host${farm ? "" : "; the farm's hosts are not known, so its rules match none"}`
      : unmaskable.length > 0
        ? `the names of the hosts of ${expression} that the job's own masks let in cannot stand in a mask`
        : `the job's own masks let in none of the ${resolution.hosts.length} hosts of ${expression}`;
  return new AfpoolsError(
    "MASK_EMPTY",
    `No host may render the job: ${reason}. Add hosts to the pool, choose another one, or change the job's own masks.`,
    { details: { expression: resolution.expression, hosts: resolution.hosts.length, unmaskable } },
  );
}
