import type { Pool } from "@afpools/core";
import { endOfHold, isHold, quoted, showMoment } from "@afpools/core/internal";
import type { Judgement } from "../admission/answer.js";
import { type ExplainedAnswer, explainedAnswer } from "./explained-answer.js";
import { isPlacement } from "./is-placement.js";

/**
 * The answer for a host that the pools of a job keep out because a hold does: it passes where the hold has an end.
 *
 * @param removedBy what took the host out of the pool expression: the name of a hold, or a part of the expression
 * @returns nothing where it is something else that keeps the host out
 */
export function heldOut(
  judgement: Judgement,
  removedBy: string | undefined,
  pools: readonly Pool[],
): ExplainedAnswer | undefined {
  const hold = pools.find((pool) => isHold(pool) && pool.name === removedBy);
  if (!hold || judgement.answer !== "never" || !isPlacement(judgement)) return undefined;
  const end = endOfHold(hold);
  const until = end === undefined ? "it is released" : showMoment(end);
  const answer = end === undefined ? "never" : "not-now";
  return { ...explainedAnswer(judgement, `Held by ${quoted(hold.name)} until ${until}.`), answer };
}
