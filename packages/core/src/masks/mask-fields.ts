import { AfpoolsError } from "../errors.js";
import type { Farm } from "../farm/farm.js";
import { hostKey, isHostName } from "../hosts/host-name.js";
import { type SpelledHost, spellingsOf } from "../hosts/spellings.js";
import type { Steps } from "../work/steps.js";
import { compileMaskInSteps } from "./compile-mask.js";
import { findFields } from "./find-fields.js";
import type { JobMasks } from "./job-masks.js";
import type { MaskDialect, MaskForm, MaskPlan } from "./mask-plan.js";
import type { UserMasks } from "./user-masks.js";

export interface FieldsRequest {
  readonly form: MaskForm;
  readonly dialect: MaskDialect;
  /** The names that are to be let in, after the user's own masks. */
  readonly spellings: readonly string[];
  /** The same, with those that only the user's own exclude mask keeps out. */
  readonly included: readonly string[];
  /** The hosts of the expression, whether the user's masks let them in or not. */
  readonly expressionHosts: readonly SpelledHost[];
  readonly farm: Farm | undefined;
  readonly userMasks: UserMasks;
}

/**
 * Writes the masks in the asked form.
 *
 * `include` names the hosts that the pool and the user's own hosts mask let in, and leaves the exclude mask to the user.
 * `exclude-lookahead` and `find` name the hosts that are let in; the user's masks have already been applied to them.
 * `exclude` and `include-lookahead` name those hosts of the farm that are not meant, and join the user's masks, because
 * they say something of hosts to come too.
 *
 * @throws AfpoolsError `INVALID_ARGUMENT`, `FARM_UNKNOWN`, `MASK_TOO_LARGE`
 */
export function* maskFields(request: FieldsRequest): Steps<MaskPlan["fields"]> {
  const { form, dialect, spellings, included, userMasks } = request;
  if (dialect === "3.3" && form !== "include" && form !== "exclude") {
    throw new AfpoolsError(
      "INVALID_ARGUMENT",
      `The form "${form}" needs afserver 3.4: older ones know no look-ahead and no prefix lists. Use "include" or "exclude".`,
      { details: { form, dialect } },
    );
  }
  const type: JobMasks = dialect === "3.4" ? { hosts_mask_type: "regex" } : {};
  switch (form) {
    case "include":
      return {
        hosts_mask: yield* compile(included, dialect),
        hosts_mask_exclude: userMasks.exclude ?? "",
        ...type,
      };
    case "exclude-lookahead":
      return {
        hosts_mask: "",
        hosts_mask_exclude: `(?!(${yield* compile(spellings, dialect)})$).*`,
        ...type,
      };
    case "exclude": {
      const others = yield* compileOthers(request);
      const parts = [others, userMasks.exclude].filter((part) => part !== undefined);
      return { hosts_mask: userMasks.include ?? "", hosts_mask_exclude: parts.join("|"), ...type };
    }
    case "include-lookahead": {
      const others = yield* compileOthers(request);
      const all = userMasks.include === undefined ? ".*" : `(${userMasks.include})`;
      const mask = others === undefined ? all : `(?!(${others})$)${all}`;
      return { hosts_mask: mask, hosts_mask_exclude: userMasks.exclude ?? "", ...type };
    }
    case "find":
      return findFields(spellings, request.farm);
  }
}

/** The hosts of the farm that the expression does not mean and that a mask can name. */
export function otherHosts(farm: Farm, expressionNames: readonly string[]): string[] {
  const keys = new Set(expressionNames.map(hostKey));
  return farm.hosts.map((host) => host.name).filter((name) => !keys.has(hostKey(name)));
}

function* compileOthers({ form, dialect, farm, expressionHosts }: FieldsRequest): Steps<string | undefined> {
  if (!farm) {
    throw new AfpoolsError(
      "FARM_UNKNOWN",
      `The form "${form}" names the hosts that are not in the pool, and the farm's hosts are not known. Ask afserver, give a list of hosts, or use the form "include".`,
      { details: { form } },
    );
  }
  const others = otherHosts(farm, expressionHosts.flatMap(spellingsOf)).filter(isHostName);
  return others.length === 0 ? undefined : yield* compile(others, dialect);
}

/** Old afservers disregard case, so one spelling is enough for them. */
function compile(names: readonly string[], dialect: MaskDialect): Steps<string> {
  return compileMaskInSteps(dialect === "3.3" ? names.map(hostKey) : names);
}
