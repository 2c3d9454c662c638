/** What is wrong with the value of a fact in an expression, and at which place of it, in UTF-16 units from 0. */
export class FactFlaw extends Error {
  readonly offset: number;

  constructor(reason: string, offset = 0) {
    super(reason);
    this.offset = offset;
  }
}
