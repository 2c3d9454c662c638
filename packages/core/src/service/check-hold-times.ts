import { AfpoolsError } from "../errors.js";
import { isHold } from "../pools/hold.js";
import { parseRule, showMoment } from "../pools/pool-rule.js";

/**
 * Refuses rules of a hold whose time is over as they are written: they would hold nobody.
 *
 * @param now in ms since 1970
 * @throws AfpoolsError `INVALID_ARGUMENT`
 */
export function checkHoldTimes(name: string, addedRules: readonly string[], now: number): void {
  if (!isHold({ name })) return;
  for (const rule of addedRules.filter((text) => text.includes(" until "))) {
    const { until, about } = parseRule(rule);
    if (until === undefined || until > now) continue;
    throw new AfpoolsError(
      "INVALID_ARGUMENT",
      `The hold of ${about} would end at ${showMoment(until)}, which is over: it would hold nobody. Name a time that is still to come.`,
      { details: { rule, until: showMoment(until) } },
    );
  }
}
