import { setOf } from "./character-set.js";
import { type MaskExpression, nothing } from "./mask-expression.js";
import { sequenceLength } from "./sequence-runs.js";

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
    const others = this.#others;
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

function isPair(expression: MaskExpression): boolean {
  return expression.kind === "choice" && expression.parts.length === 2;
}
