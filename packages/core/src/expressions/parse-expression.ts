import { AfpoolsError } from "../errors.js";
import { parseHostPattern } from "../hosts/host-pattern.js";
import type { PoolExpression } from "./expression.js";
import { expressionError } from "./expression-error.js";
import { type Token, tokenize } from "./tokenize.js";

/** The longest expression, in characters. */
export const maxExpressionLength = 10_000;

/** How deep parentheses may stand in each other. */
const maxDepth = 100;

/**
 * Reads a pool expression:
 *
 * ```text
 * expression = term { ("+" | "-") term }        union, difference, from left to right
 * term       = operand { "&" operand }          intersection binds closer
 * operand    = name | '"quoted name"' | "host:" NAME-OR-PATTERN | word with * or ? | "(" expression ")"
 * ```
 *
 * `-` is an operator only where white space, a quote or a parenthesis stands on both sides: `ws-fx` is a name.
 *
 * @throws AfpoolsError `INVALID_EXPRESSION` with the column of what is wrong.
 */
export function parseExpression(text: string): PoolExpression {
  if (text.length > maxExpressionLength) {
    throw expressionError(
      text,
      maxExpressionLength + 1,
      `it is longer than ${maxExpressionLength} characters`,
    );
  }
  return new Parser(text).parse();
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #position = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
  }

  parse(): PoolExpression {
    if (this.#peek().kind === "end") throw expressionError(this.#text, 1, "it is empty; name a pool");
    const expression = this.#expression();
    if (this.#peek().kind !== "end") throw this.#unexpected();
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
    const token = this.#peek();
    switch (token.kind) {
      case "quoted":
        this.#take();
        return { kind: "pool", name: token.text, span: token.span };
      case "word":
        this.#take();
        return this.#word(token.text, token);
      case "(": {
        if (this.#depth === maxDepth) {
          throw expressionError(
            this.#text,
            token.span.start,
            `parentheses stand in each other more than ${maxDepth} deep`,
          );
        }
        this.#take();
        this.#depth += 1;
        const inner = this.#expression();
        this.#depth -= 1;
        if (this.#peek().kind !== ")") {
          throw this.#peek().kind === "end"
            ? expressionError(this.#text, token.span.start, `"(" has no ")"`)
            : this.#unexpected();
        }
        const close = this.#take();
        return { ...inner, span: { start: token.span.start, end: close.span.end } };
      }
      default:
        throw expressionError(
          this.#text,
          token.span.start,
          token.kind === "end" ? "a pool is missing at the end" : `a pool is missing before "${token.kind}"`,
        );
    }
  }

  #word(text: string, { span }: Token): PoolExpression {
    const isHost = text.toLowerCase().startsWith("host:");
    if (!isHost && !/[*?]/.test(text)) return { kind: "pool", name: text, span };
    const pattern = isHost ? text.slice("host:".length) : text;
    const offset = span.start + (isHost ? "host:".length : 0);
    try {
      return { kind: "hosts", pattern: parseHostPattern(pattern).text, span };
    } catch (error) {
      if (!(error instanceof AfpoolsError)) throw error;
      const column = offset + Number(error.details.column) - 1;
      throw expressionError(this.#text, column, String(error.details.reason));
    }
  }

  #unexpected(): AfpoolsError {
    const token = this.#peek();
    const column = token.span.start;
    if (token.kind === ")") return expressionError(this.#text, column, `")" has no "("`);
    if (token.kind === "word" && /^-./.test(token.text)) {
      return expressionError(this.#text, column, `to subtract, put white space on both sides of "-"`);
    }
    return expressionError(
      this.#text,
      column,
      `"+", "-" or "&" is missing here; a name that has white space goes in quotes: "Heavy Sim"`,
    );
  }
}

function join(
  kind: "union" | "difference" | "intersection",
  left: PoolExpression,
  right: PoolExpression,
): PoolExpression {
  return { kind, left, right, span: { start: left.span.start, end: right.span.end } };
}
