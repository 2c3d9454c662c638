import type { HostReason, Resolution } from "../expressions/resolve-expression.js";
import type { Fact } from "../facts/fact-kinds.js";
import { type FactName, facts } from "../facts/facts.js";
import { keptText } from "../facts/host-facts.js";
import type { Farm, FarmHost } from "../farm/farm.js";
import { compareHostNames, hostKey, isHostName } from "../hosts/host-name.js";
import { spellingsOf } from "../hosts/spellings.js";
import { type Budget, unlimitedBudget } from "../work/budget.js";
import { Pace } from "../work/pace.js";
import { merge, sorted } from "../work/sorted.js";
import { finish, type Steps } from "../work/steps.js";
import type { JobMasks } from "./job-masks.js";
import type { MaskDialect, MaskPlan } from "./mask-plan.js";
import { type MaskReader, readMaskInSteps } from "./read-mask.js";

export interface ExplainRequest {
  readonly resolution: Resolution;
  readonly farm?: Farm | undefined;
  /** The masks that the job has from its user. */
  readonly userMasks?: JobMasks | undefined;
  /** Default: the plan's, or `3.4`. */
  readonly dialect?: MaskDialect | undefined;
  /** What was planned: then each host is in or out as afserver reads these fields. */
  readonly plan?: Pick<MaskPlan, "fields" | "dialect"> | undefined;
  /** What it may cost. Default: anything. */
  readonly budget?: Budget | undefined;
}

/**
 * Why a host is in or out.
 *
 * - `member`: the expression means it (`via`);
 * - `not-in-farm`: the same, but no render of this name ever registered;
 * - `removed`: one part of the expression took it in, another one out (`removedBy`: `- nuke`);
 * - `fact-unknown`: whether the expression means it hangs on a fact that is not known of it;
 * - `user-include`, `user-exclude`: the expression means it, the user's own mask leaves it out;
 * - `not-in-expression`: the expression does not mean it;
 * - `unmaskable`: its name cannot stand in a mask;
 * - `not-told-apart`: the form or dialect cannot tell it from another host.
 */
export type ExplainReason =
  | { readonly kind: "member" | "not-in-farm" | "user-include" | "user-exclude"; readonly via: HostReason }
  | { readonly kind: "removed"; readonly via: HostReason; readonly removedBy: string }
  /** `operand`: where the expression asks for it, `ram>=64G`. */
  | { readonly kind: "fact-unknown"; readonly fact: FactName; readonly operand: string }
  | { readonly kind: "not-in-expression" | "unmaskable" | "not-told-apart" };

export interface ExplainedHost {
  readonly name: string;
  /** May it render the job? */
  readonly admitted: boolean;
  /** `null` when no render of this name ever registered, or the farm is not known. */
  readonly online: boolean | null;
  readonly reason: ExplainReason;
  /** The reason in one sentence. */
  readonly text: string;
}

/**
 * For every host of the farm, and every host of the expression that the farm does not know: may it render the job, is it
 * online, and the one reason. In natural order of the names.
 *
 * @throws AfpoolsError `MASK_UNREADABLE` when it is not certain how afserver reads the user's masks.
 */
export function explainHosts(request: ExplainRequest): ExplainedHost[] {
  return finish(explainHostsInSteps(request));
}

/**
 * {@link explainHosts} in steps.
 *
 * @throws AfpoolsError the same, and `REQUEST_TOO_COSTLY`.
 */
export function* explainHostsInSteps(request: ExplainRequest): Steps<ExplainedHost[]> {
  const { farm, resolution, budget = unlimitedBudget() } = request;
  const { userMasks = {}, plan, dialect = plan?.dialect ?? "3.4" } = request;
  const explainer = new Explainer(request, {
    user: yield* readMaskInSteps(userMasks, dialect, budget),
    planned: plan && (yield* readMaskInSteps(plan.fields, plan.dialect, budget)),
  });
  const known: ExplainedHost[] = [];
  const pace = new Pace(budget);
  for (const host of farm?.hosts ?? []) {
    if (pace.isDue()) yield;
    known.push(explainer.explain(host.name, host));
  }
  const others = [...resolution.hosts, ...resolution.removed, ...resolution.unknown].filter(
    (host) => host.renders.length === 0,
  );
  budget.spend("rows", known.length + others.length);
  const unknown: ExplainedHost[] = [];
  for (const { name } of others) {
    if (pace.isDue()) yield;
    unknown.push(explainer.explain(name));
  }
  // The farm's are in order.
  return yield* merge(known, yield* sorted(unknown, byName), byName);
}

function byName(a: ExplainedHost, b: ExplainedHost): number {
  return compareHostNames(a.name, b.name);
}

class Explainer {
  readonly #farmIsKnown: boolean;
  readonly #members: ReadonlyMap<string, Resolution["hosts"][number]>;
  readonly #removed: ReadonlyMap<string, Resolution["removed"][number]>;
  readonly #unknown: ReadonlyMap<string, Resolution["unknown"][number]>;
  readonly #user: MaskReader;
  readonly #planned: MaskReader | undefined;

  constructor(
    { resolution, farm }: ExplainRequest,
    { user, planned }: { readonly user: MaskReader; readonly planned: MaskReader | undefined },
  ) {
    this.#farmIsKnown = farm !== undefined;
    this.#members = new Map(resolution.hosts.map((host) => [hostKey(host.name), host]));
    this.#removed = new Map(resolution.removed.map((host) => [hostKey(host.name), host]));
    this.#unknown = new Map(resolution.unknown.map((host) => [hostKey(host.name), host]));
    this.#user = user;
    this.#planned = planned;
  }

  explain(name: string, render?: FarmHost): ExplainedHost {
    const { admitted: isMeant, reason: meant } = this.#meant(name, render);
    const admitted = this.#planned ? this.#spellings(name).some((it) => this.#planned?.admits(it)) : isMeant;
    const reason: ExplainReason =
      admitted === isMeant ? meant : { kind: isHostName(name) ? "not-told-apart" : "unmaskable" };
    return {
      name,
      admitted,
      online: render ? render.online : null,
      reason,
      text: [reasonText(reason, admitted), keptText(render?.facts ?? {})].filter(Boolean).join(" "),
    };
  }

  /** What the expression and the user's masks say, whatever the form. */
  #meant(name: string, render: FarmHost | undefined): { admitted: boolean; reason: ExplainReason } {
    const removed = this.#removed.get(hostKey(name));
    const member = this.#members.get(hostKey(name));
    const unknown = this.#unknown.get(hostKey(name));
    if (unknown) {
      const { fact, operand } = unknown;
      return { admitted: false, reason: { kind: "fact-unknown", fact, operand } };
    }
    if (!member) {
      if (!removed) return { admitted: false, reason: { kind: "not-in-expression" } };
      return {
        admitted: false,
        reason: { kind: "removed", via: removed.reason, removedBy: removed.removedBy },
      };
    }
    const via = member.reason;
    const spellings = this.#spellings(name);
    if (!spellings.some(isHostName)) return { admitted: false, reason: { kind: "unmaskable" } };
    const verdicts = spellings.map((spelling) => this.#user.verdict(spelling));
    const [first] = verdicts;
    if (first && !first.admitted && !verdicts.some((verdict) => verdict.admitted)) {
      return { admitted: false, reason: { kind: `user-${first.by}`, via } };
    }
    const isUnknown = !render && this.#farmIsKnown;
    return { admitted: true, reason: { kind: isUnknown ? "not-in-farm" : "member", via } };
  }

  /** A render has its one name; a host that is not known may come under any of its spellings. */
  #spellings(name: string): string[] {
    const member = this.#members.get(hostKey(name));
    return member && member.renders.length === 0 ? spellingsOf(member) : [name];
  }
}

function reasonText(reason: ExplainReason, admitted: boolean): string {
  switch (reason.kind) {
    case "member":
      return `${viaText(reason.via)}.`;
    case "not-in-farm":
    case "removed":
    case "user-include":
    case "user-exclude":
      return `${viaText(reason.via)}, but ${causeOf(reason)}.`;
    case "fact-unknown": {
      const { label }: Fact = facts[reason.fact];
      return `Its ${label} is not known, which ${JSON.stringify(reason.operand)} asks for.`;
    }
    case "not-in-expression":
      return "Not in the pool expression.";
    case "unmaskable":
      return admitted
        ? "Not in the pool expression, but let in: its name cannot stand in a mask."
        : "Left out: its name cannot stand in a mask.";
    case "not-told-apart":
      return admitted
        ? "Let in, because the mask cannot tell it from a host that is meant."
        : "Left out, because the mask cannot tell it from a host that is not meant.";
  }
}

/** What keeps a host out that the expression took in; nothing where that is not so. */
function causeOf(reason: ExplainReason): string | undefined {
  switch (reason.kind) {
    case "not-in-farm":
      return "no render of this name has registered with afserver";
    case "removed":
      return `taken out by ${JSON.stringify(reason.removedBy)}`;
    case "user-include":
      return "the job's own hosts mask does not let it in";
    case "user-exclude":
      return "the job's own hosts exclude mask takes it out";
    default:
      return undefined;
  }
}

/** Why a host is out, without what took it in: the same sentence for all hosts that the same keeps out. */
export function causeText({ reason, text }: Pick<ExplainedHost, "reason" | "text">): string {
  const cause = causeOf(reason);
  return cause === undefined ? text : `${cause.slice(0, 1).toUpperCase()}${cause.slice(1)}.`;
}

function viaText(via: HostReason): string {
  if (via.by === "pattern") return `Matches ${JSON.stringify(via.pattern)}`;
  if (via.by === "native") return `In Afanasy's own pool ${JSON.stringify(via.path)}`;
  if (via.by === "fact") return `Has ${JSON.stringify(via.fact)}`;
  const pool = JSON.stringify(via.pool);
  return via.by === "name"
    ? `In pool ${pool} by name`
    : `In pool ${pool} by its rule ${JSON.stringify(via.rule)}`;
}
