import type { Steps } from "../../work/steps.js";
import { type Branch, Branches } from "./branches.js";
import { setOf } from "./character-set.js";
import { choice, mirror, option, sequence } from "./combine-expressions.js";
import { CommonParts } from "./common-parts.js";
import { emptyWord, type Language, type LanguageTable } from "./language-table.js";
import { type MaskExpression, nothing, operandLength } from "./mask-expression.js";
import { PlainLengths } from "./plain-lengths.js";
import { reversedLanguage } from "./reversed-language.js";
import { StateGraph } from "./state-graph.js";
import { type PulledState, stateToPull } from "./state-to-pull.js";

/**
 * How many letters of words may be looked at in all: `seek`, to find and measure ways of writing choices; `doubt`, the
 * part of it that goes to choices whose words share little; `compare`, to write other ways than the most promising one.
 * So no set takes long, and small ones are looked at from all sides. Found on farms of up to 500 hosts (`bench/masks`).
 */
const effort = { seek: 24_000, doubt: 2_000, compare: 3_000 };

/** Words share little when they have more states than this for each character of the plain expression. */
const sharing = 0.5;

/** The way by first characters counts as so much shorter: afserver's engine, which tries each branch, leaves it soonest. */
const preference = 0.98;

/** How much longer than the most promising way another may be measured, and yet be written and turn out shorter. */
const tolerance = 1.1;

/** How many states are written or measured in one step. */
const statesAtOnce = 500;

/**
 * Finds a short expression for a language.
 *
 * Where all words pass one state of the automaton, the expression is cut into parts that stand one after the other.
 * A part between two such states is a choice, and there are several ways of writing it: by the first characters; by the
 * last ones (the reversed language); with a state that many ways lead to written once; with what two branches have in
 * common written once. All are measured by their plain lengths, and the most promising one is written; the others too,
 * to compare, as long as the effort lasts.
 */
export class Factorizer {
  readonly #table: LanguageTable;
  readonly #branches: Branches;
  readonly #plainLengths: PlainLengths;
  readonly #commonParts: CommonParts;
  readonly #expressions = new Map<Language, Shortest>();
  readonly #choices = new Map<Language, Shortest>();
  readonly #lettersLeft = { ...effort };
  /** States whose plain lengths are known, and states written so far. */
  #measured = 0;
  #written = 0;

  constructor(table: LanguageTable) {
    this.#table = table;
    this.#branches = new Branches(table);
    this.#plainLengths = new PlainLengths(table);
    this.#commonParts = new CommonParts(table, this.#branches, this.#plainLengths);
  }

  /** The shortest expression found for where it stands `alone` or as an `operand`. */
  *expression(language: Language, place: Place = "alone"): Steps<MaskExpression> {
    const known = this.#expressions.get(language);
    if (known) return known[place];
    yield* this.#measureUpTo(language);
    const expression =
      this.#table.bottleneck(language) === emptyWord
        ? yield* this.#part(language)
        : same(sequence(yield* this.#operands(language)));
    this.#expressions.set(language, expression);
    return expression[place];
  }

  /** Measures languages in steps that would be measured at once otherwise. */
  *#measureUpTo(language: Language): Steps<void> {
    for (; this.#measured < language; this.#measured += statesAtOnce) {
      this.#plainLengths.of(Math.min(this.#measured + statesAtOnce, language));
      yield;
    }
  }

  /** The parts of `language` behind `parts`: what leads to its bottleneck, from there to the next one, and so on. */
  *#operands(language: Language, ...parts: MaskExpression[]): Steps<MaskExpression[]> {
    for (let at = language; at !== emptyWord; at = this.#table.bottleneck(at)) {
      this.#written += 1;
      if (this.#written % statesAtOnce === 0) yield;
      parts.push(this.#branches.step(at) ?? (yield* this.#part(at)).operand);
    }
    return parts;
  }

  /** What leads from `language` to its bottleneck. */
  *#part(language: Language): Steps<Shortest> {
    const step = this.#branches.step(language);
    if (step !== undefined) return same(step);
    if (!this.#table.acceptsEmpty(language)) return yield* this.#segment(language);
    if (language === emptyWord) return same(nothing);
    const words = this.#branches.language(this.#branches.of(language));
    return same(option(yield* this.expression(words)));
  }

  /**
   * The words that lead from `language` to its bottleneck. Between two states the characters that all words end with
   * stand behind the choice, which has parentheses there in any case.
   */
  *#segment(language: Language): Steps<Shortest> {
    const bottleneck = this.#table.bottleneck(language);
    if (bottleneck === emptyWord) return yield* this.#choice(language);
    const graph = new StateGraph(this.#table, language, bottleneck);
    const whole = yield* this.#choice((yield* graph.before(0)) as Language);
    const ends = yield* this.#commonEnd(graph);
    if (!ends) return whole;
    const { words, steps } = ends;
    return shorter(whole, same(sequence([yield* this.expression(words, "operand"), ...steps])));
  }

  /** The characters with which all words of `graph` end, and the words without them. */
  *#commonEnd(
    graph: StateGraph,
  ): Steps<{ readonly words: Language; readonly steps: MaskExpression[] } | undefined> {
    const step = graph.lastStep();
    if (step === undefined) return undefined;
    const words = yield* graph.beforeLastStep();
    const { steps = [], ...shorter } = (yield* this.#commonEnd(new StateGraph(this.#table, words))) ?? {};
    return { words, ...shorter, steps: [...steps, setOf(step)] };
  }

  /** A language whose words have no state in common but the first and the last. */
  *#choice(language: Language): Steps<Shortest> {
    const known = this.#choices.get(language);
    if (known) return known;
    const [first, ...others] = this.#ways(language).sort((a, b) => a.length - b.length) as [Way, ...Way[]];
    let shortest = yield* first.write();
    for (const way of others) {
      if (way.length > first.length * tolerance || !this.#mayCompare(language)) break;
      shortest = shorter(shortest, yield* way.write());
    }
    this.#choices.set(language, shortest);
    return shortest;
  }

  #ways(language: Language): Way[] {
    const branches = this.#branches.of(language);
    const plain = this.#plainLengths.of(language) * preference;
    const ways: Way[] = [{ length: plain, write: () => this.#byFirst(branches) }];
    const common = this.#commonParts.takenOut(language);
    if (common) ways.push({ length: common.length, write: () => this.#byFirst(common.branches) });
    const graph = this.#promising(language);
    if (!graph) return ways;
    const reversed = reversedLanguage(graph);
    ways.push({ length: this.#plainLengths.of(reversed), write: () => this.#byLast(reversed) });
    const pulled = stateToPull(graph, this.#plainLengths);
    if (pulled) ways.push({ length: pulled.length, write: () => this.#byState(pulled) });
    return ways;
  }

  /** The states of `language`, if the effort lasts and its words share enough or there is time for doubt. */
  #promising(language: Language): StateGraph | undefined {
    const letters = this.#table.letters(language);
    if (letters > this.#lettersLeft.seek) return undefined;
    this.#lettersLeft.seek -= letters;
    const most = this.#plainLengths.of(language) * sharing;
    if (letters > this.#lettersLeft.doubt) return StateGraph.upTo(most, this.#table, language);
    const graph = new StateGraph(this.#table, language);
    if (graph.states.length > most) this.#lettersLeft.doubt -= letters;
    return graph;
  }

  #mayCompare(language: Language): boolean {
    const letters = this.#table.letters(language);
    if (letters > this.#lettersLeft.compare) return false;
    this.#lettersLeft.compare -= letters;
    return true;
  }

  /** One branch after the other; branches that end alike together where that is shorter. */
  *#byFirst(branches: readonly Branch[]): Steps<Shortest> {
    const items: MaskExpression[] = [];
    for (const group of this.#groups(branches)) items.push(yield* this.#group(group));
    return same(choice(items));
  }

  /** Branches whose words all pass some last state before the end. */
  *#group(group: readonly Branch[]): Steps<MaskExpression> {
    const [first, ...others] = group as [Branch, ...Branch[]];
    const common = others.reduce((end, { rest }) => this.#table.meet(end, rest), first.rest);
    // What is common is written once instead of for each branch, at the cost of two parentheses.
    const saved = others.length * this.#plainLengths.of(common) - 2;
    const together = saved < 0 ? undefined : yield* this.expression(this.#branches.language(group));
    if (together && saved > 0) return together;
    const items: MaskExpression[] = [];
    for (const { set, rest } of group) items.push(sequence(yield* this.#operands(rest, set)));
    const apart = choice(items);
    return together && together.length < apart.length ? together : apart;
  }

  /** `branches` by the last state that all words of a branch pass. */
  #groups(branches: readonly Branch[]): Branch[][] {
    const groups = new Map<Language, Branch[]>();
    for (const branch of branches) {
      const end = this.#table.lastBottleneck(branch.rest);
      const group = groups.get(end);
      if (group) group.push(branch);
      else groups.set(end, [branch]);
    }
    return [...groups.values()];
  }

  *#byLast(reversed: Language): Steps<Shortest> {
    // Looked at as a choice of its own, it would be reversed again.
    if (this.#table.bottleneck(reversed) === emptyWord && !this.#table.acceptsEmpty(reversed)) {
      return same(mirror((yield* this.#byFirst(this.#branches.of(reversed))).alone));
    }
    const alone = yield* this.expression(reversed);
    const operand = yield* this.expression(reversed, "operand");
    return alone === operand ? same(mirror(alone)) : shorter(same(mirror(alone)), same(mirror(operand)));
  }

  *#byState({ before, state, others }: PulledState): Steps<Shortest> {
    const parts = [yield* this.expression(before, "operand"), yield* this.expression(state, "operand")];
    return same(choice([sequence(parts), yield* this.expression(others)]));
  }
}

/** One way of writing a choice, and about how long it will be. */
interface Way {
  readonly length: number;
  readonly write: () => Steps<Shortest>;
}

/** Does an expression stand by itself, where a choice needs no parentheses, or among others? */
type Place = "alone" | "operand";
type Shortest = Readonly<Record<Place, MaskExpression>>;

function same(expression: MaskExpression): Shortest {
  return { alone: expression, operand: expression };
}

function shorter(a: Shortest, b: Shortest): Shortest {
  return {
    alone: b.alone.length < a.alone.length ? b.alone : a.alone,
    operand: operandLength(b.operand) < operandLength(a.operand) ? b.operand : a.operand,
  };
}
