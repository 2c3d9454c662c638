import { AfpoolsError } from "../errors.js";

/** What a request may cost, by what is counted. What is absent may cost anything. */
export interface CostLimits {
  /**
   * Host names that pools, ranges and patterns of an expression stand for. A host counts each time that it is named, and a
   * name of a range as often as it has 32 characters begun.
   */
  readonly names: number;
  /** States of the automata that masks are read as and compiled to. */
  readonly states: number;
  /** Comparisons: of a host's name with a rule or pattern, of a character with a state of a mask. */
  readonly steps: number;
  /** Of these the most that one host's name may take with one mask: nothing else is done meanwhile. */
  readonly stepsAtOnce: number;
  /** Entries of the answer. */
  readonly rows: number;
  /** Bytes of the answer. */
  readonly bytes: number;
}

export type Cost = keyof CostLimits;

/** What is counted up in the course of a request. */
export type Spending = Exclude<Cost, "stepsAtOnce">;

/** What one request may still cost. Created where the request comes in, and handed down to all that works for it. */
export class Budget {
  readonly #limits: Partial<CostLimits>;
  readonly #spent: Record<Spending, number> = { names: 0, states: 0, steps: 0, rows: 0, bytes: 0 };

  constructor(limits: Partial<CostLimits> = {}) {
    this.#limits = limits;
  }

  /** How much of it was spent so far. */
  spent(cost: Spending): number {
    return this.#spent[cost];
  }

  /**
   * Takes `amount` off, before the work is done where that can be told.
   *
   * @throws AfpoolsError `REQUEST_TOO_COSTLY` when there is not as much left; it says what to ask less of.
   */
  spend(cost: Spending, amount: number): void {
    this.#spent[cost] += amount;
    const limit = this.#limits[cost];
    if (limit !== undefined && this.#spent[cost] > limit) throw tooCostly(cost, limit);
  }

  /** @throws AfpoolsError `REQUEST_TOO_COSTLY` when more may not be taken at once. */
  checkAtOnce(steps: number): void {
    const { stepsAtOnce } = this.#limits;
    if (stepsAtOnce !== undefined && steps > stepsAtOnce) throw tooCostly("stepsAtOnce", stepsAtOnce);
  }
}

/** What a name of this many characters costs. */
export function nameCost(length: number): number {
  return Math.ceil(length / 32);
}

/** A budget without limits, for callers that trust what they ask for. */
export function unlimitedBudget(): Budget {
  return new Budget();
}

const reasons: Readonly<Record<Cost, readonly [what: string, remedy: string]>> = {
  names: ["stands for more than", "host names. Name fewer pools or hosts, or shorter ranges"],
  states: ["needs masks of more than", "states. Shorten the job's own masks, or name fewer hosts"],
  steps: [
    "takes more than",
    "comparisons of hosts with masks, rules and patterns. Shorten the job's own masks, or use fewer patterns",
  ],
  stepsAtOnce: ["takes more than", "comparisons of one host with a mask. Shorten the job's own masks"],
  rows: ["asks for more than", "entries. Ask for a part of them"],
  bytes: ["asks for more than", "bytes. Ask for less at once"],
};

function tooCostly(cost: Cost, limit: number): AfpoolsError {
  const [what, remedy] = reasons[cost];
  return new AfpoolsError("REQUEST_TOO_COSTLY", `The request ${what} ${limit} ${remedy}.`, {
    details: { cost, limit },
  });
}

/**
 * What a request may cost where nothing else is said: many times what a farm of 10,000 hosts needs, and below a second of
 * work.
 */
export const defaultCosts: CostLimits = {
  names: 200_000,
  states: 400_000,
  steps: 5_000_000,
  stepsAtOnce: 500_000,
  rows: 100_000,
  bytes: 64 << 20,
};
