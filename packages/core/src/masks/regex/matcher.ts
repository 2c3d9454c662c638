import type { Budget } from "../../work/budget.js";
import type { Steps } from "../../work/steps.js";
import { Backward } from "./backward.js";
import { complement, emptySet } from "./char-set.js";
import { Forward } from "./forward.js";
import { LazyAutomaton } from "./lazy-automaton.js";
import { compileProgram } from "./program.js";
import type { RegexTree } from "./syntax-tree.js";

/** Decides whether the whole of a name matches, which is given as bytes. */
export type Matcher = (bytes: ArrayLike<number>, budget: Budget) => boolean;

type Sequence = Extract<RegexTree, { kind: "sequence" }>;

/**
 * What reads names as `tree` does. A look-ahead at the beginning, which is where plans and most people put it, becomes an
 * automaton of its own beside that of the rest; with any others, names are read from their ends.
 */
export function* matcherOf(tree: RegexTree): Steps<Matcher> {
  const whole = withoutAnchor(withoutAnchor(tree, "start"), "end");
  if (!looksAhead(whole)) return yield* automatonOf(whole);
  if (whole.kind === "group") return yield* matcherOf(whole.item);
  if (whole.kind === "choice") return yield* matcherOfChoice(whole.items);
  const { items } = whole as Sequence;
  const [first] = items;
  if (first?.kind !== "look")
    return yield* first && items.length === 1 ? matcherOf(first) : automatonOf(whole);
  const rest = items.findIndex(({ kind }) => kind !== "look");
  const seen: { readonly matches: Matcher; readonly negative: boolean }[] = [];
  for (const look of rest < 0 ? items : items.slice(0, rest)) {
    if (look.kind !== "look") continue;
    seen.push({ matches: yield* matcherOf(throughout(look.item)), negative: look.negative });
    yield;
  }
  const others = yield* matcherOf({ kind: "sequence", items: rest < 0 ? [] : items.slice(rest) });
  return (bytes, budget) =>
    seen.every(({ matches, negative }) => matches(bytes, budget) !== negative) && others(bytes, budget);
}

function* matcherOfChoice(items: readonly RegexTree[]): Steps<Matcher> {
  const plain = items.filter((item) => !looksAhead(item));
  const matchers: Matcher[] = [];
  for (const item of items.filter(looksAhead)) {
    matchers.push(yield* matcherOf(item));
    yield;
  }
  if (plain.length > 0) matchers.push(yield* automatonOf({ kind: "choice", items: plain }));
  return (bytes, budget) => matchers.some((matches) => matches(bytes, budget));
}

function* automatonOf(tree: RegexTree): Steps<Matcher> {
  const program = yield* compileProgram(tree);
  const automaton = new LazyAutomaton(program.isContextual ? new Backward(program) : new Forward(program));
  return (bytes, budget) => automaton.matches(bytes, budget);
}

/** Is there a look-ahead at the beginning of one of its alternatives? */
function looksAhead(tree: RegexTree): boolean {
  switch (tree.kind) {
    case "look":
      return true;
    case "group":
      return looksAhead(tree.item);
    case "choice":
      return tree.items.some(looksAhead);
    case "sequence": {
      const [first, second] = tree.items;
      const begin = first?.kind === "assert" && first.what === "start" ? second : first;
      return begin !== undefined && looksAhead(begin);
    }
    default:
      return false;
  }
}

/** `tree` without a `^` at its beginning, or a `$` at its end, which say nothing where the whole of a name has to match. */
function withoutAnchor(tree: RegexTree, what: "start" | "end"): RegexTree {
  switch (tree.kind) {
    case "choice":
      return { ...tree, items: tree.items.map((item) => withoutAnchor(item, what)) };
    case "group":
      return { ...tree, item: withoutAnchor(tree.item, what) };
    case "sequence": {
      const at = what === "start" ? 0 : tree.items.length - 1;
      const item = tree.items[at];
      if (!item) return tree;
      if (item.kind !== "assert") return { ...tree, items: tree.items.with(at, withoutAnchor(item, what)) };
      return item.what === what ? { ...tree, items: tree.items.toSpliced(at, 1) } : tree;
    }
    default:
      return tree;
  }
}

/** What matches the whole of the names of which `tree` matches the beginning. */
function throughout(tree: RegexTree): RegexTree {
  if (tree.kind === "group") return throughout(tree.item);
  if (tree.kind === "choice") return { ...tree, items: tree.items.map(throughout) };
  const items = tree.kind === "sequence" ? tree.items : [tree];
  const last = items.at(-1);
  if (last?.kind === "assert" && last.what === "end") return { kind: "sequence", items: items.slice(0, -1) };
  if (items.length === 1 && (last?.kind === "group" || last?.kind === "choice")) return throughout(last);
  return { kind: "sequence", items: [...items, anything] };
}

const anything: RegexTree = {
  kind: "repeat",
  item: { kind: "set", set: complement(emptySet()) },
  min: 0,
  max: Number.POSITIVE_INFINITY,
  braces: false,
};
