/** An answer to a request that was sent with an idempotency key. */
export interface KeptAnswer {
  /** Of whom and for which key it is: nothing of either can be read in it. */
  readonly id: string;
  /** Tells the request from others. */
  readonly fingerprint: string;
  /** Who carries the request out: another one for each attempt. */
  readonly attempt: string;
  readonly at: string;
  /** `null` while the request is being carried out. */
  readonly answer: string | null;
}

/** Answers that are given again when their requests are sent again, to this server or to another one over the database. */
export interface AnswerStore {
  /**
   * Puts in that a request is being carried out (`answer` is `null`), unless there is an answer of this id: then that is given, and
   * nothing is changed. Of several who do so at once one gets nothing.
   */
  claim(claim: KeptAnswer): Promise<KeptAnswer | undefined>;

  find(id: string): Promise<KeptAnswer | undefined>;

  /** Puts in the answer of an attempt. False when it is not the one that carries the request out. */
  finish(id: string, attempt: string, answer: string): Promise<boolean>;

  /** Takes out an attempt that has no answer. Of several who do so at once one gets true. */
  release(id: string, attempt: string): Promise<boolean>;

  /** Deletes those of before this moment. */
  deleteBefore(at: string): Promise<void>;
}
