import { AfpoolsError } from "../errors.js";
import { FactFlaw } from "../facts/fact-flaw.js";
import { factNames } from "../facts/facts.js";
import { isHostName } from "../hosts/host-name.js";
import { type HostPattern, parseHostPattern } from "../hosts/host-pattern.js";
import type { PoolExpression, Span } from "./expression.js";
import { expressionError } from "./expression-error.js";
import { nearest } from "./nearest.js";
import { parseFact } from "./parse-fact.js";
import { type Token, tokenize } from "./tokenize.js";

/** The longest expression, in UTF-16 units. */
export const maxExpressionLength = 10_000;

/** How deep parentheses may stand in each other. */
const maxDepth = 100;

/** The most pools and hosts that an expression may name: bounds the time it takes, and the depth of its tree. */
const maxOperands = 500;

/** The most facts, and operands with `*`, `?` or a range of numbers, each of which can mean every host. */
const maxPatterns = 100;

/**
 * Reads a pool expression:
 *
 * ```text
 * expression = term { ("+" | "-") term }        union, difference, from left to right
 * term       = operand { "&" operand }          intersection binds closer
 * operand    = name | '"quoted name"' | "host:" name-or-pattern | word with * or ? | "native:" path
 *            | fact operator value-or-quoted-value
 *            | "(" expression ")"
 * ```
 *
 * `-` is an operator only where white space, a quote or a parenthesis stands on both sides: `ws-fx` is a name. Within
 * quotes a backslash makes the next character part of the name. At most 10,000 characters, 500 operands, of which 100
 * facts or with `*`, `?` or a range, and parentheses 100 deep.
 *
 * @throws AfpoolsError `INVALID_EXPRESSION` with the column (from 1, in characters) of what is wrong.
 */
export function parseExpression(text: string): PoolExpression {
  if (text.length > maxExpressionLength) {
    const head = text.slice(0, maxExpressionLength + 1);
    throw expressionError(head, maxExpressionLength, `it is longer than ${maxExpressionLength} characters`);
  }
  return new Parser(text).parse();
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #position = 0;
  #depth = 0;
  #operands = 0;
  #patterns = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
  }

  parse(): PoolExpression {
    if (this.#peek().kind === "end") throw expressionError(this.#text, 0, "it is empty; name a pool");
    const expression = this.#expression();
    const next = this.#peek();
    if (next.kind !== "end") throw this.#unexpected(next);
    return expression;
  }

  #peek(): Token {
    // The list ends with an "end" token, beyond which nothing advances.
    return this.#tokens[this.#position] as Token;
  }

  #take(): Token {
    const token = this.#peek();
    this.#position += 1;
    return token;
  }

  #expression(): PoolExpression {
    let left = this.#term();
    while (this.#peek().kind === "+" || this.#peek().kind === "-") {
      const kind = this.#take().kind === "+" ? "union" : "difference";
      left = join(kind, left, this.#term());
    }
    return left;
  }

  #term(): PoolExpression {
    let left = this.#operand();
    while (this.#peek().kind === "&") {
      this.#take();
      left = join("intersection", left, this.#operand());
    }
    return left;
  }

  #operand(): PoolExpression {
    const token = this.#take();
    switch (token.kind) {
      case "quoted":
        this.#count(token);
        return { kind: "pool", name: token.text, span: token.span };
      case "word":
        this.#count(token);
        return this.#word(token.text, token.span);
      case "(":
        return this.#group(token);
      case "end":
        throw this.#error(token, "a pool is missing at the end");
      default:
        throw this.#error(token, `a pool is missing before "${token.kind}"`);
    }
  }

  #group(open: Token): PoolExpression {
    if (this.#depth === maxDepth) {
      throw this.#error(open, `parentheses stand in each other more than ${maxDepth} deep`);
    }
    this.#depth += 1;
    const inner = this.#expression();
    this.#depth -= 1;
    const close = this.#peek();
    if (close.kind === "end") throw this.#error(open, `"(" has no ")"`);
    if (close.kind !== ")") throw this.#unexpected(close);
    this.#take();
    return { ...inner, span: { start: open.span.start, end: close.span.end } };
  }

  #word(text: string, span: Span): PoolExpression {
    if (/^native:/i.test(text)) return this.#native(text.slice("native:".length), span);
    const fact = this.#fact(text, span);
    if (fact) return fact;
    if (text.includes('"')) throw this.#unknownFact(text, span);
    const prefix = /^host:/i.exec(text)?.[0] ?? "";
    if (!prefix && !/[*?]/.test(text)) return { kind: "pool", name: text, span };
    const pattern = this.#pattern(text.slice(prefix.length), span.start + prefix.length);
    if (!isHostName(pattern.text)) this.#countPattern(span);
    return { kind: "hosts", pattern: pattern.text, span };
  }

  /** Nothing where the word does not begin with a fact's name and an operator. */
  #fact(text: string, span: Span): PoolExpression | undefined {
    try {
      const fact = parseFact(text);
      if (fact) this.#countPattern(span);
      return fact && { kind: "fact", ...fact, span };
    } catch (error) {
      if (!(error instanceof FactFlaw)) throw error;
      throw expressionError(this.#text, span.start + error.offset, error.message);
    }
  }

  #unknownFact(text: string, span: Span): AfpoolsError {
    const [name = ""] = text.split(/[:<=>]/, 1);
    const near = nearest(name, factNames);
    return this.#error({ span }, `there is no fact "${name}"${near ? `; did you mean ${near}?` : ""}`);
  }

  #native(path: string, span: Span): PoolExpression {
    if (!path.startsWith("/")) {
      throw this.#error({ span }, "one of Afanasy's own pools is named by its path, such as native:/fx");
    }
    return { kind: "native", path: path.replace(/(?<=.)\/+$/, ""), span };
  }

  #pattern(text: string, start: number): HostPattern {
    try {
      return parseHostPattern(text);
    } catch (error) {
      if (!(error instanceof AfpoolsError && error.code === "INVALID_HOST_PATTERN")) throw error;
      // All that stands before the place is right, so it is ASCII: its characters are as many as its UTF-16 units.
      const place = start + Number(error.details.column) - 1;
      throw expressionError(this.#text, place, String(error.details.reason));
    }
  }

  #count(operand: Token): void {
    this.#operands += 1;
    if (this.#operands > maxOperands) {
      throw this.#error(operand, `it names more than ${maxOperands} pools and hosts`);
    }
  }

  #countPattern(span: Span): void {
    this.#patterns += 1;
    if (this.#patterns > maxPatterns) {
      throw this.#error({ span }, `it holds more than ${maxPatterns} patterns and facts`);
    }
  }

  #unexpected(token: Token): AfpoolsError {
    if (token.kind === ")") return this.#error(token, `")" has no "("`);
    const before = this.#tokens[this.#position - 1];
    const isMinus = token.kind === "word" && token.text.startsWith("-");
    if (isMinus || (before?.kind === "word" && before.text.endsWith("-"))) {
      return this.#error(token, `to subtract, put white space on both sides of "-"`);
    }
    const isComparison = [token, before].some((it) => it?.kind === "word" && /^[<=>:]|[<=>:]$/.test(it.text));
    if (isComparison) return this.#error(token, "a fact has no white space around its operator: ram>=64G");
    return this.#error(
      token,
      `"+", "-" or "&" is missing here; a name that has white space goes in quotes: "Heavy Sim"`,
    );
  }

  #error({ span }: { readonly span: Span }, reason: string): AfpoolsError {
    return expressionError(this.#text, span.start, reason);
  }
}

function join(
  kind: "union" | "difference" | "intersection",
  left: PoolExpression,
  right: PoolExpression,
): PoolExpression {
  return { kind, left, right, span: { start: left.span.start, end: right.span.end } };
}
