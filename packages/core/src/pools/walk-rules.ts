import type { Steps } from "../work/steps.js";
import type { Pool } from "./pool.js";

/** What is done on a walk from a pool to those that its rules name, and on to those that theirs name. */
export interface RuleWalk {
  /** The pools that the rules of `pool` name. */
  namedBy(pool: Pool): Steps<readonly Pool[]>;
  /** Need the walk not go there, since it was there before? */
  isDone(pool: Pool): boolean;
  /** Is called for each pool behind those that its rules name, and behind `cycle` for it. */
  leave(pool: Pool): Steps<void>;
  /**
   * Is told pools of which each names the next; the first one stands at the end again. The last but one is left then, whatever
   * else it names.
   */
  cycle(path: readonly Pool[]): void;
}

/** Walks from `start` by rules, however many pools are in a row: it keeps its way in a list, not on the engine's stack. */
export function* walkRules(start: Pool, { namedBy, isDone, leave, cycle }: RuleWalk): Steps<void> {
  const path: { readonly pool: Pool; readonly named: Iterator<Pool, undefined> }[] = [];
  const places = new Map<Pool, number>();
  const enter = function* (pool: Pool): Steps<void> {
    const named = yield* namedBy(pool);
    places.set(pool, path.length);
    path.push({ pool, named: named.values() });
  };
  yield* enter(start);
  for (let here = path.at(-1); here; here = path.at(-1)) {
    const next = here.named.next().value;
    const place = next && places.get(next);
    if (next && place === undefined) {
      if (!isDone(next)) yield* enter(next);
      continue;
    }
    if (next) cycle([...path.slice(place).map(({ pool }) => pool), next]);
    path.pop();
    places.delete(here.pool);
    yield* leave(here.pool);
  }
}
