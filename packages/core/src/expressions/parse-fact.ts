import { FactFlaw } from "../facts/fact-flaw.js";
import type { Fact, FactOperator } from "../facts/fact-kinds.js";
import { type FactName, facts, isFactName } from "../facts/facts.js";

/** A fact as an expression asks for it. */
export interface FactOperand {
  readonly fact: FactName;
  readonly operator: FactOperator;
  readonly value: string;
}

/**
 * The fact in a word of an expression: `ram>=64G`, `gpu:"RTX A6000"`. Nothing where the word does not begin with a fact's name
 * and an operator.
 *
 * @throws FactFlaw when the operator does not go with the fact, or the value is none of its.
 */
export function parseFact(word: string): FactOperand | undefined {
  const [, name = "", operator = "", given = ""] = /^([a-z][a-z-]*)([<>]=?|[:=])(.*)$/is.exec(word) ?? [];
  const fact = name.toLowerCase();
  if (!isFactName(fact)) return undefined;
  const { operators, example, test }: Fact = facts[fact];
  const isQuoted = given.startsWith('"');
  const place = name.length + operator.length;
  if (isQuoted && !/^"(?:[^"\\]|\\.)*"$/s.test(given))
    throw new FactFlaw("the quoted value is not closed", place);
  if (!isOneOf(operators, operator)) {
    const allowed = operators.map((each) => `"${each}"`).join(", ");
    throw new FactFlaw(
      `"${operator}" does not go with ${fact}; write ${allowed}, such as ${example}`,
      name.length,
    );
  }
  const value = isQuoted ? given.slice(1, -1).replaceAll(/\\(.)/gs, "$1") : given;
  if (value.trim() === "") throw new FactFlaw(`a value is missing, such as ${example}`, place);
  try {
    test(operator, value);
  } catch (error) {
    if (!(error instanceof FactFlaw)) throw error;
    throw new FactFlaw(error.message, place + (isQuoted ? 0 : error.offset));
  }
  return { fact, operator, value };
}

function isOneOf(operators: readonly FactOperator[], text: string): text is FactOperator {
  return operators.some((operator) => operator === text);
}
