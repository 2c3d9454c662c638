import { RegexFault, type RegexTree } from "./syntax-tree.js";

/** What an expression costs afserver's engine, libstdc++'s std::regex. */
export interface EngineCost {
  /** States of its automaton; std::regex refuses an expression with more than {@link maxEngineStates}. */
  readonly states: number;
  /** How deep its compiler calls itself: each item of a sequence and each group is one call. */
  readonly depth: number;
}

/** `_GLIBCXX_REGEX_STATE_LIMIT` of libstdc++. */
export const maxEngineStates = 100_000;

/** States that all expressions have: begin and end of the whole, and "accept". */
const statesAround = 3;

/** Counts as libstdc++'s `regex_compiler.tcc` inserts states; the tests hold it against the real engine. */
export function engineCost(tree: RegexTree): EngineCost {
  const { made, depth } = costOfChoice(tree);
  return { states: made + statesAround, depth };
}

/**
 * `made`: states that are made, which is what the limit counts. `used`: those that can be reached, which is what a
 * repetition copies; a `{n}` makes its copies beside the original, and uses only the copies.
 */
interface Cost {
  readonly made: number;
  readonly used: number;
  readonly depth: number;
}

const single: Cost = { made: 1, used: 1, depth: 0 };

/** A choice or what stands for one: a single sequence. */
function costOfChoice(tree: RegexTree): Cost {
  if (tree.kind !== "choice") return costOfSequence(tree);
  // Each "|" adds a fork and the place where its two sides meet.
  let made = 2 * (tree.items.length - 1);
  let used = made;
  let depth = 0;
  for (const item of tree.items) {
    const cost = costOfSequence(item);
    made += cost.made;
    used += cost.used;
    depth = Math.max(depth, cost.depth);
  }
  return { made, used, depth };
}

function costOfSequence(tree: RegexTree): Cost {
  if (tree.kind !== "sequence") return around(costOfItem(tree), 1, 1);
  let made = 1;
  let used = 1;
  let depth = 0;
  for (let index = 0; index < tree.items.length; index += 1) {
    const cost = costOfItem(tree.items[index] as RegexTree);
    made += cost.made;
    used += cost.used;
    depth = Math.max(depth, index + 1 + cost.depth);
  }
  return { made, used, depth };
}

function costOfItem(tree: RegexTree): Cost {
  switch (tree.kind) {
    case "set":
    case "assert":
      return single;
    case "group":
      return around(costOfChoice(tree.item), tree.captures ? 2 : 1, 1);
    case "look":
      return around(costOfChoice(tree.item), 2, 1);
    case "repeat":
      return costOfRepeat(tree, costOfItem(tree.item));
    case "sequence":
    case "choice":
      return costOfChoice(tree);
  }
}

function costOfRepeat({ min, max, braces }: Extract<RegexTree, { kind: "repeat" }>, item: Cost): Cost {
  if (!braces) return around(item, max === 1 ? 2 : 1, 0);
  const isEndless = max === Number.POSITIVE_INFINITY;
  const copies = isEndless ? min + 1 : max;
  const used = copies * item.used + (isEndless ? 2 : 2 + max - min);
  return { made: item.made + used, used, depth: item.depth };
}

function around({ made, used, depth }: Cost, states: number, calls: number): Cost {
  return { made: made + states, used: used + states, depth: depth + calls };
}

/** An expression takes `states`: more than {@link maxEngineStates}. */
export function tooManyStates(states: string): RegexFault {
  return new RegexFault(
    "too-large",
    1,
    `it takes ${states} states, and std::regex reads at most ${maxEngineStates}`,
  );
}
