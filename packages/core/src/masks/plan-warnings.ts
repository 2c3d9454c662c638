import type { Resolution } from "../expressions/resolve-expression.js";
import type { Farm } from "../farm/farm.js";
import { isHostName } from "../hosts/host-name.js";
import { spellingsOf } from "../hosts/spellings.js";
import { matchesSome } from "../pools/pool-members.js";
import { rulesOf } from "../pools/pool-rule.js";
import { type Budget, unlimitedBudget } from "../work/budget.js";
import { finish, type Steps } from "../work/steps.js";
import { type IntendedHosts, intendedHosts } from "./intended-hosts.js";
import { otherHosts } from "./mask-fields.js";
import type { MaskDialect, MaskForm, MaskPlan, MaskWarning } from "./mask-plan.js";
import { nearHosts } from "./near-hosts.js";
import type { HostsRequest } from "./plan-hosts.js";
import { readMaskInSteps } from "./read-mask.js";
import { readUserMasks } from "./user-masks.js";

type PlannedMasks = Pick<MaskPlan, "fields" | "form" | "dialect" | "hosts">;

/** What the warnings are worked out from. */
interface Findings {
  readonly resolution: Resolution;
  readonly farm: Farm | undefined;
  readonly form: MaskForm;
  readonly dialect: MaskDialect;
  readonly intended: IntendedHosts;
  /** Hosts that were meant but that the masks do not let in. */
  readonly lost: readonly string[];
  /** Hosts that were not meant but that the masks let in. */
  readonly unnamed: readonly string[];
  /** The user's masks that could stall afserver. */
  readonly slow: readonly string[];
  readonly budget: Budget;
}

/** More would bury the other warnings; all unknown hosts are in `HOSTS_UNKNOWN`. */
const maxNearMisses = 20;

/**
 * What a person should know of a plan before submitting, the gravest first.
 *
 * @param plan the masks that `planFields` made of the same request; absent where the job is kept on its hosts by other
 * means, which can name any host.
 */
export function planWarnings(request: HostsRequest, plan?: PlannedMasks): MaskWarning[] {
  return finish(planWarningsInSteps(request, plan));
}

/**
 * {@link planWarnings} in steps.
 *
 * @throws AfpoolsError `REQUEST_TOO_COSTLY`.
 */
export function* planWarningsInSteps(request: HostsRequest, plan?: PlannedMasks): Steps<MaskWarning[]> {
  const { resolution, farm, userMasks = {}, dialect = "3.4", budget = unlimitedBudget() } = request;
  const { reader, slow } = yield* readUserMasks(userMasks, dialect, budget);
  const intended = yield* intendedHosts(resolution, reader, budget);
  const findings = plan
    ? yield* maskFindings(resolution, farm, intended, plan, budget)
    : {
        form: "include" as const,
        dialect: "3.4" as const,
        intended: { ...intended, hosts: [...intended.hosts, ...intended.unmaskable], unmaskable: [] },
        lost: [],
        unnamed: [],
      };
  yield;
  return yield* warningsOf({ resolution, farm, slow, budget, ...findings });
}

function* maskFindings(
  resolution: Resolution,
  farm: Farm | undefined,
  intended: IntendedHosts,
  plan: PlannedMasks,
  budget: Budget,
): Steps<Pick<Findings, "form" | "dialect" | "intended" | "lost" | "unnamed">> {
  const { form, dialect } = plan;
  const letIn = new Set(plan.hosts);
  const lost = intended.hosts.filter((name) => !letIn.has(name));
  const unnamed = farm ? yield* unnamedHosts(resolution, farm, plan, budget) : [];
  return { form, dialect, intended, lost, unnamed };
}

/**
 * Hosts of the farm that are let in although the expression does not mean them: a form that names the other hosts cannot
 * name these.
 */
function* unnamedHosts(
  resolution: Resolution,
  farm: Farm,
  { form, dialect, fields }: PlannedMasks,
  budget: Budget,
): Steps<string[]> {
  if (form !== "exclude" && form !== "include-lookahead") return [];
  const others = otherHosts(farm, resolution.hosts.flatMap(spellingsOf)).filter((name) => !isHostName(name));
  if (others.length === 0) return [];
  const reader = yield* readMaskInSteps(fields, dialect, budget);
  return others.filter((name) => reader.admits(name));
}

function* warningsOf(findings: Findings): Steps<MaskWarning[]> {
  const { farm } = findings;
  return [
    ...inexactWarnings(findings),
    ...nameWarnings(findings),
    ...findings.slow.map((mask) =>
      warning(
        "SLOW_USER_MASK",
        [mask],
        `The job's own mask ${quote(mask)} repeats a repetition, which can stall afserver for all jobs`,
      ),
    ),
    ...(farm ? yield* farmWarnings(findings, farm) : [farmUnknown(findings)]),
    ...(yield* poolWarnings(findings)),
  ];
}

function inexactWarnings({ form, dialect, farm, lost }: Findings): MaskWarning[] {
  if (form === "find") {
    const message =
      lost.length > 0
        ? `${count(lost, "host")} stay${lost.length === 1 ? "s" : ""} out, because a prefix cannot tell them from hosts that are not meant`
        : "Prefixes are right for the hosts known now only";
    return [warning("INEXACT", lost, message)];
  }
  const alike = namesReadAlike(dialect, farm);
  if (alike.length === 0) return [];
  return [
    warning(
      "INEXACT",
      alike,
      "afserver 3.3 disregards case and cannot tell apart hosts whose names differ by case only",
    ),
  ];
}

function nameWarnings({ intended, unnamed, resolution }: Findings): MaskWarning[] {
  const warnings: MaskWarning[] = [];
  if (intended.unmaskable.length > 0) {
    const message = `${count(intended.unmaskable, "name")} cannot stand in a mask, so the mask does not let them in by name`;
    warnings.push(warning("NAME_UNMASKABLE", intended.unmaskable, message));
  }
  if (unnamed.length > 0) {
    const message = `${count(unnamed, "host")} not of the pool would render the job: their names cannot stand in a mask`;
    warnings.push(warning("NAME_UNMASKABLE", unnamed, message));
  }
  const alike = resolution.hosts.filter((host) => host.renders.length > 1);
  if (alike.length > 0) {
    const names = alike.flatMap((host) => host.renders.map((render) => render.name));
    warnings.push(
      warning(
        "NAMES_DIFFER_BY_CASE",
        names,
        "Renders whose names differ by case only are taken for one host; all of them are let in",
      ),
    );
  }
  return warnings;
}

function* farmWarnings({ resolution, intended, budget }: Findings, farm: Farm): Steps<MaskWarning[]> {
  const unknown = resolution.hosts.filter((host) => host.renders.length === 0).map((host) => host.name);
  const known = intended.hosts.flatMap((name) => farm.find(name));
  const warnings: MaskWarning[] = [];
  if (known.length === 0) {
    warnings.push(
      warning(
        "NO_HOST_KNOWN",
        unknown,
        "No host of the pool has ever registered with afserver: the job waits until one does",
      ),
    );
  } else {
    if (!known.some((host) => host.online)) {
      const names = known.map((host) => host.name);
      warnings.push(
        warning("NO_HOST_ONLINE", names, "No host of the pool is online: the job waits until one is"),
      );
    }
    if (unknown.length > 0) {
      warnings.push(
        warning(
          "HOSTS_UNKNOWN",
          unknown,
          `${count(unknown, "host")} of the pool never registered with afserver`,
        ),
      );
    }
  }
  const near = yield* nearHosts(unknown, farm, budget);
  for (const [name, host] of [...near].slice(0, maxNearMisses)) {
    warnings.push(
      warning(
        "HOST_NEAR_MISS",
        [name, host],
        `afserver knows no host ${quote(name)}; did you mean ${quote(host)}?`,
      ),
    );
  }
  return warnings;
}

function farmUnknown({ resolution }: Findings): MaskWarning {
  const ruled = resolution.pools.filter((pool) => pool.rules.length > 0).map((pool) => pool.name);
  const consequence =
    ruled.length > 0
      ? "the rules of its pools match none, and names stand in the mask as typed and in lower case"
      : "names stand in the mask as typed and in lower case";
  return warning("FARM_UNKNOWN", ruled, `The farm's hosts are not known: ${consequence}`);
}

function* poolWarnings({ resolution, farm, budget }: Findings): Steps<MaskWarning[]> {
  const warnings: MaskWarning[] = [];
  for (const pool of resolution.pools) {
    const idle = resolution.idleRules.filter((each) => each.pool === pool).map(({ rule }) => rule);
    const useless: string[] = [];
    const rules = rulesOf(pool).filter(({ isException }) => !isException);
    for (const rule of farm ? rules : []) {
      const matches =
        rule.kind === "pattern" ? yield* matchesSome(rule.pattern, farm, budget) : !idle.includes(rule.text);
      if (!matches) useless.push(rule.text);
    }
    const mayHaveMembers = pool.hosts.length > 0 || useless.length < rules.length;
    if (!mayHaveMembers) {
      warnings.push(warning("POOL_EMPTY", [pool.name], `The pool ${quote(pool.name)} has no members`));
    }
    for (const rule of useless) {
      const message = `The rule ${quote(rule)} of the pool ${quote(pool.name)} matches no host of the farm`;
      warnings.push(warning("RULE_MATCHES_NOTHING", [pool.name, rule], message));
    }
  }
  return warnings;
}

/** Names of the farm that an afserver of the dialect takes for one another: up to 3.3 those that differ by case only. */
export function namesReadAlike(dialect: MaskDialect, farm: Farm | undefined): string[] {
  if (dialect === "3.4" || !farm) return [];
  return farm.hosts.map(({ name }) => name).filter((name) => farm.find(name).length > 1);
}

function warning(code: MaskWarning["code"], subjects: readonly string[], message: string): MaskWarning {
  return { code, message: `${message}.`.replace(/([?!])\.$/, "$1"), subjects };
}

function count(items: readonly string[], noun: string): string {
  return `${items.length} ${noun}${items.length === 1 ? "" : "s"}`;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
