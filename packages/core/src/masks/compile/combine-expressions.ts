import { setOf } from "./character-set.js";
import { type MaskExpression, nothing } from "./mask-expression.js";
import { isSame, sequenceLength } from "./sequence-runs.js";

/** One after the other; `items` may become part of it. */
export function sequence(items: readonly MaskExpression[]): MaskExpression {
  const parts = flattened(items);
  if (parts.length === 1 && parts[0]) return parts[0];
  return { kind: "sequence", length: sequenceLength(parts), parts, chars: "" };
}

/** `items` with the parts of sequences among them. */
function flattened(items: readonly MaskExpression[]): readonly MaskExpression[] {
  if (!items.some(({ kind }) => kind === "sequence")) return items;
  const parts: MaskExpression[] = [];
  for (const item of items) {
    if (item.kind !== "sequence") parts.push(item);
    else for (const part of item.parts) parts.push(part);
  }
  return parts;
}

/** Any one of `items`, of which there is at least one. */
export function choice(items: readonly MaskExpression[]): MaskExpression {
  const alternatives = new Alternatives();
  for (const item of items) alternatives.add(item);
  return alternatives.expression();
}

/** `item` or nothing. */
export function option(item: MaskExpression): MaskExpression {
  if (item.kind === "option" || item === nothing) return item;
  const inParentheses = item.kind === "set" ? item.length : item.length + 2;
  return { kind: "option", length: inParentheses + 1, parts: [item], chars: "" };
}

/** The expression of the reversed words. */
export function mirror(expression: MaskExpression): MaskExpression {
  switch (expression.kind) {
    case "set":
      return expression;
    case "sequence":
      return sequence(expression.parts.map(mirror).reverse());
    case "choice":
      return choice(expression.parts.map(mirror));
    case "option":
      return option(choice(expression.parts.map(mirror)));
  }
}

/** Alternatives are compared in pairs, so only so many. */
const mostJoined = 50;

/** The alternatives of a choice that is being made: all sets are one of them, a choice is several. */
class Alternatives {
  readonly #others: MaskExpression[] = [];
  #chars = "";
  #isOption = false;

  add(item: MaskExpression): void {
    if (item.kind === "set") this.#chars += item.chars;
    else if (item.kind === "sequence") this.#addSequence(item);
    else {
      if (item.kind === "option") this.#isOption = true;
      for (const part of item.parts) this.add(part);
    }
  }

  expression(): MaskExpression {
    const others = this.#joined();
    const parts = this.#chars === "" ? others : [setOf(this.#chars), ...others];
    const [first] = parts;
    if (!first) return nothing;
    let whole = first;
    if (parts.length > 1) {
      let length = parts.length - 1;
      for (const part of parts) length += part.length;
      whole = { kind: "choice", length, parts, chars: "" };
    }
    return this.#isOption ? option(whole) : whole;
  }

  #joined(): readonly MaskExpression[] {
    if (this.#others.length < 2 || this.#others.length > mostJoined) return this.#others;
    return joined(joined(this.#others, "first"), "last");
  }

  /** `a(b|c)` as `ab|ac` and `(a|b)c` as `ac|bc`: one character shorter where it is one of several choices. */
  #addSequence(item: MaskExpression): void {
    const [first, second] = item.parts;
    if (!first || !second) this.#isOption = true;
    else if (item.parts.length > 2) this.#others.push(item);
    else if (isPair(second) && first.length === 1) {
      for (const part of second.parts) this.#others.push(sequence([first, part]));
    } else if (isPair(first) && second.length === 1) {
      for (const part of first.parts) this.#others.push(sequence([part, second]));
    } else this.#others.push(item);
  }
}

/** `items` with those that start, or end, with equal parts joined where that is shorter. */
function joined(items: readonly MaskExpression[], end: End): readonly MaskExpression[] {
  if (!someAlike(items, end)) return items;
  const groups: MaskExpression[][] = [];
  for (const item of items) {
    const group = groups.find(([other]) => other && isSame(endPart(other, end), endPart(item, end)));
    if (group) group.push(item);
    else groups.push([item]);
  }
  return groups.flatMap((group) => {
    const together = group.length > 1 ? joinedGroup(group, end) : undefined;
    const apart = group.reduce((length, item) => length + item.length + 1, -1);
    return together && together.length < apart ? [together] : group;
  });
}

type End = "first" | "last";

function someAlike(items: readonly MaskExpression[], end: End): boolean {
  for (let at = 1; at < items.length; at += 1) {
    const part = endPart(items[at] as MaskExpression, end);
    for (let other = 0; other < at; other += 1)
      if (isSame(endPart(items[other] as MaskExpression, end), part)) return true;
  }
  return false;
}

/** What all of `group` start, or end, with and then any of what else they are. */
function joinedGroup(group: readonly MaskExpression[], end: End): MaskExpression {
  const sequences = group.map((item) => (item.kind === "sequence" ? item.parts : [item]));
  const [first = [], ...others] = sequences;
  let common = 1;
  while (isCommonAt(first, others, end === "first" ? common : -1 - common)) common += 1;
  const rests = sequences.map((parts) =>
    sequence(end === "first" ? parts.slice(common) : parts.slice(0, parts.length - common)),
  );
  return sequence(
    end === "first"
      ? [...first.slice(0, common), choice(rests)]
      : [choice(rests), ...first.slice(first.length - common)],
  );
}

/** Have all the same part at `at`, which counts from their end where it is negative? */
function isCommonAt(
  first: readonly MaskExpression[],
  others: readonly (readonly MaskExpression[])[],
  at: number,
): boolean {
  const part = first.at(at);
  if (!part) return false;
  return others.every((parts) => {
    const other = parts.at(at);
    return other !== undefined && isSame(other, part);
  });
}

function endPart(item: MaskExpression, end: End): MaskExpression {
  if (item.kind !== "sequence") return item;
  return item.parts[end === "first" ? 0 : item.parts.length - 1] as MaskExpression;
}

function isPair(expression: MaskExpression): boolean {
  return expression.kind === "choice" && expression.parts.length === 2;
}
