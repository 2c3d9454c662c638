import type { Budget } from "./budget.js";

/** How much is done in one step of work: about a millisecond. */
const most = { items: 200, steps: 30_000 };

/** As many comparisons take as long as making one state of an automaton. */
const stepsOfState = 16;

/** Says when a loop over hosts has done enough for one step, by what it looked at and what that took. */
export class Pace {
  readonly #budget: Budget;
  #items = 0;
  #spent: number;

  constructor(budget: Budget) {
    this.#budget = budget;
    this.#spent = this.#work();
  }

  /**
   * To be asked before each item: `if (pace.isDue()) yield;`
   *
   * @param items as how many this one counts; default 1
   */
  isDue(items = 1): boolean {
    this.#items += items;
    const spent = this.#work();
    if (this.#items <= most.items && spent - this.#spent < most.steps) return false;
    this.#items = items;
    this.#spent = spent;
    return true;
  }

  /** What was done so far, in comparisons. */
  #work(): number {
    return this.#budget.spent("steps") + stepsOfState * this.#budget.spent("states");
  }
}
