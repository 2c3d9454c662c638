import { AfpoolsError } from "../errors.js";
import type { Resolution } from "../expressions/resolve-expression.js";
import { type Budget, unlimitedBudget } from "../work/budget.js";
import { Pace } from "../work/pace.js";
import { finish, type Steps } from "../work/steps.js";
import { maxMaskStates } from "./compile-mask.js";
import { intendedHosts } from "./intended-hosts.js";
import { maskFields } from "./mask-fields.js";
import type { MaskDialect, MaskForm, MaskPlan } from "./mask-plan.js";
import { type HostsRequest, nobodyLeft, onlineCount, shownExpression } from "./plan-hosts.js";
import { namesReadAlike, planWarningsInSteps } from "./plan-warnings.js";
import { type MaskReader, readMaskInSteps } from "./read-mask.js";
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
  return finish(planMaskInSteps(request));
}

/**
 * {@link planMask} in steps.
 *
 * @throws AfpoolsError the same, and `REQUEST_TOO_COSTLY`.
 */
export function* planMaskInSteps(request: MaskRequest): Steps<MaskPlan> {
  const plan = yield* planFieldsInSteps(request);
  return { ...plan, warnings: yield* planWarningsInSteps(request, plan) };
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
  return finish(planFieldsInSteps(request));
}

/**
 * {@link planFields} in steps.
 *
 * @throws AfpoolsError the same, and `REQUEST_TOO_COSTLY`.
 */
export function* planFieldsInSteps(request: MaskRequest): Steps<PlannedFields> {
  const { resolution, farm, form = "include", dialect = "3.4", budget = unlimitedBudget() } = request;
  const userMasks = yield* readUserMasks(request.userMasks ?? {}, dialect, budget);
  const intended = yield* intendedHosts(resolution, userMasks.reader, budget);
  if (intended.hosts.length === 0) throw nobodyLeft(resolution, intended, farm);
  const { spellings, included } = intended;
  yield;
  const expressionHosts = resolution.hosts;
  const fields = yield* maskFields({ form, dialect, spellings, included, expressionHosts, farm, userMasks });
  yield;
  const reader = yield* readBack(fields, dialect, budget);
  const hosts: string[] = [];
  const pace = new Pace(budget);
  for (const name of intended.hosts) {
    if (pace.isDue()) yield;
    if (reader.admits(name)) hosts.push(name);
  }
  if (hosts.length === 0) throw noneToldApart(resolution);
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
function* readBack(fields: MaskPlan["fields"], dialect: MaskDialect, budget: Budget): Steps<MaskReader> {
  const reader = yield* readMaskInSteps(fields, dialect, budget);
  for (const reading of [reader.include, reader.exclude]) {
    const isTooLarge =
      reading.kind === "unreadable"
        ? reading.isTooLarge
        : reading.kind === "expression" && reading.states > maxMaskStates;
    if (isTooLarge) throw ownMasksTooLarge();
    if (reading.kind === "unreadable") {
      throw new AfpoolsError("INTERNAL", `The planned mask cannot be read: ${reading.why}.`);
    }
  }
  return reader;
}

/** Only in the form `find`: prefixes that let the hosts in let in others, or those that keep others out keep them out. */
function noneToldApart(resolution: Resolution): AfpoolsError {
  return new AfpoolsError(
    "MASK_EMPTY",
    `No host may render the job: prefixes cannot tell any host of ${JSON.stringify(shownExpression(resolution))} from other hosts of the farm. Choose another form.`,
    { details: { expression: resolution.expression } },
  );
}

/** What the plan itself writes is within the limit. */
function ownMasksTooLarge(): AfpoolsError {
  return new AfpoolsError(
    "MASK_TOO_LARGE",
    `With the job's own masks, the mask would take more than ${maxMaskStates} states of afserver's regular expression engine, which may ignore such a mask. Shorten the job's own masks.`,
    { details: { limit: maxMaskStates } },
  );
}
