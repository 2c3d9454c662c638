import type { Span } from "./expression.js";
import { expressionError } from "./expression-error.js";

export type Token = { readonly span: Span } & (
  | { readonly kind: "word" | "quoted"; readonly text: string }
  | { readonly kind: "+" | "-" | "&" | "(" | ")" | "end" }
);

/** A fact's value may stand in quotes, as part of its word. */
const pattern =
  /\s+|(?<sign>[+&()])|(?<fact>[A-Za-z][A-Za-z-]*(?:[<>]=?|[:=])"(?:[^"\\]|\\.)*"?)|"(?<quoted>(?:[^"\\]|\\.)*)(?<close>"?)|(?<word>[^\s"+&()]+)/gsu;

/** Splits an expression into tokens. A `-` that stands alone is the operator; within a word it belongs to the name. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(pattern)) {
    const { sign, fact, quoted, close, word } = match.groups ?? {};
    const span = { start: match.index, end: match.index + match[0].length };
    if (sign) tokens.push({ kind: sign as "+" | "&" | "(" | ")", span });
    else if (word === "-") tokens.push({ kind: "-", span });
    else if (fact ?? word) tokens.push({ kind: "word", text: fact ?? word ?? "", span });
    else if (quoted !== undefined) {
      if (!close) throw expressionError(text, span.start, "the quoted name is not closed");
      if (quoted.trim() === "") throw expressionError(text, span.start, "the quoted name is empty");
      tokens.push({ kind: "quoted", text: quoted.replaceAll(/\\(.)/gsu, "$1"), span });
    }
  }
  tokens.push({ kind: "end", span: { start: text.length, end: text.length } });
  return tokens;
}
