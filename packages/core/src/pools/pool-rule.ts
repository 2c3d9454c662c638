import { formatExpression, type PoolExpression } from "../expressions/expression.js";
import { expressionError } from "../expressions/expression-error.js";
import { parseExpression } from "../expressions/parse-expression.js";
import { type HostPattern, parseHostPattern } from "../hosts/host-pattern.js";
import { Hours, HoursFlaw } from "../hours/hours.js";
import { finish, type Steps } from "../work/steps.js";
import type { Pool } from "./pool.js";

/** The longest rule, in UTF-16 units. */
const maxRuleLength = 1_000;

/** What a rule is about: a pattern of host names, or a pool expression. */
export type RuleHosts =
  | { readonly kind: "pattern"; readonly pattern: HostPattern }
  | { readonly kind: "expression"; readonly expression: PoolExpression };

/** What lets hosts into a pool besides their names, or keeps them out. */
export type PoolRule = RuleHosts & {
  /** As it is stored. */
  readonly text: string;
  /** Which hosts it is about, without its times: `ws-*`, `rack:B2`. */
  readonly about: string;
  /** An exception (`never ws-07`): its hosts are not in the pool, whatever takes them in. */
  readonly isException: boolean;
  /** When it ceases to count, in ms since 1970: `until 2026-11-30T08:00Z`. */
  readonly until?: number | undefined;
  /** When it counts: `during mon-fri 19:00-08:00, sat-sun in Europe/Berlin`. */
  readonly during?: Hours | undefined;
};

/** In a rule an exception begins with it; not where an operator follows and it is the name of a pool. */
const exceptionStart = /^never\s+(?![+&]|-\s)/i;

/** What ends a rule that counts until a moment only; not where an operator stands before it and it is the name of a pool. */
const ruleEnd = /(?<![+&]\s*|\s-\s*)\suntil\s+([^\s"]+)$/i;

/** The same of one that counts at some hours only. There is only one way to match the spaces, or it would take cubic time. */
const ruleHours = /(?<![+&]\s*|\s-\s*)\sduring\s+(?=\S)([^"]+)$/i;

/**
 * The rule in `text`: a host pattern where it can be one, and else a pool expression, in its normal form; with `never` before it
 * an exception. `gpu` is the host of that name; the pool is `"gpu"`, in quotes, where there is nothing else in the rule. With
 * `during` and hours behind it, it counts at these only; with `until` and a moment, not from that moment on.
 *
 * @throws AfpoolsError `INVALID_HOST_PATTERN`, `INVALID_EXPRESSION`, with the column of what is wrong.
 */
export function parseRule(text: string): PoolRule {
  const trimmed = text.trim();
  if (trimmed.length > maxRuleLength) {
    const head = trimmed.slice(0, maxRuleLength + 1);
    throw expressionError(head, maxRuleLength, `a rule is not longer than ${maxRuleLength} characters`);
  }
  const endless = trimmed.replace(ruleEnd, "").trimEnd();
  const until = endless === trimmed ? undefined : parseMoment(trimmed);
  const untimed = endless.replace(ruleHours, "").trimEnd();
  const during = untimed === endless ? undefined : parseHours(endless);
  const hosts = untimed.replace(exceptionStart, "");
  const isException = hosts !== untimed;
  const show = (text: string) =>
    [
      `${isException ? "never " : ""}${text}`,
      ...(during ? [`during ${during.text}`] : []),
      ...(until === undefined ? [] : [`until ${showMoment(until)}`]),
    ].join(" ");
  const times = { isException, until, during };
  if (isPattern(hosts)) {
    const pattern = parseHostPattern(hosts);
    return { kind: "pattern", pattern, text: show(pattern.text), about: pattern.text, ...times };
  }
  const expression = parseExpression(hosts);
  const normal = formatExpression(expression);
  const about = isPattern(normal) ? `"${normal}"` : normal;
  return { kind: "expression", expression, text: show(about), about, ...times };
}

/** @throws AfpoolsError `INVALID_EXPRESSION` */
function parseHours(rule: string): Hours {
  const [, hours = ""] = ruleHours.exec(rule) ?? [];
  try {
    return Hours.parse(hours);
  } catch (error) {
    if (!(error instanceof HoursFlaw)) throw error;
    throw expressionError(rule, rule.length - hours.length + error.offset, error.message);
  }
}

/** A moment to the second, in UTC: `2026-11-30T08:00:00Z`. */
export function showMoment(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

/** @throws AfpoolsError `INVALID_EXPRESSION` */
function parseMoment(rule: string): number {
  const [, moment = ""] = ruleEnd.exec(rule) ?? [];
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/i.test(moment)
    ? Date.parse(moment)
    : Number.NaN;
  if (!Number.isNaN(ms)) return ms;
  throw expressionError(
    rule,
    rule.length - moment.length,
    "a rule counts until a moment with its zone, such as 2026-11-30T08:00Z or 2026-11-30T08:00+01:00",
  );
}

/** The rule that keeps one host out of a pool. */
export function exceptionFor(host: string): string {
  return `never ${host}`;
}

/** How many rules are read in one step. */
const readAtOnce = 10;

/** By lists that pools share which differ in what rests of them alone. */
const readLists = new WeakMap<readonly string[], readonly PoolRule[]>();

/** All rules of a pool, those that are resting, too; read once. */
export function* allRulesInSteps({ rules }: Pick<Pool, "rules">): Steps<readonly PoolRule[]> {
  const known = readLists.get(rules);
  if (known) return known;
  const read: PoolRule[] = [];
  for (const rule of rules) {
    if (read.length % readAtOnce === readAtOnce - 1) yield;
    read.push(parseRule(rule));
  }
  readLists.set(rules, read);
  return read;
}

const counting = new WeakMap<Pool, readonly PoolRule[]>();

/** The rules of a pool that count, read once. */
export function rulesOf(pool: Pool): readonly PoolRule[] {
  return finish(rulesInSteps(pool));
}

/** {@link rulesOf} in steps: reading hundreds of rules takes its time. */
export function* rulesInSteps(pool: Pool): Steps<readonly PoolRule[]> {
  const known = counting.get(pool);
  if (known) return known;
  const all = yield* allRulesInSteps(pool);
  const resting = new Set(pool.resting);
  const rules = resting.size === 0 ? all : all.filter(({ text }) => !resting.has(text));
  counting.set(pool, rules);
  return rules;
}

/** Has the pool a rule that is an expression? Then its members follow from other pools, too. */
export function hasExpressionRule(pool: Pool): boolean {
  return rulesOf(pool).some(({ kind }) => kind === "expression");
}

function isPattern(text: string): boolean {
  return !/[\s"+&():<=>]/u.test(text);
}
