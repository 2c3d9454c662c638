import { AfpoolsError } from "@afpools/core";
import { Afserver, type AfserverOptions } from "../client/afserver.js";
import type { RequestOptions } from "../wire/transport.js";

/** A client whose actions are done one by one, each in a cycle of its own, until its process is killed. */
export class MortalClient extends Afserver {
  readonly #afterAction: () => void;
  #last: Promise<unknown> = Promise.resolve();
  /** How many actions it lives to send. */
  lives = Number.POSITIVE_INFINITY;

  constructor(options: AfserverOptions, afterAction: () => void = () => undefined) {
    super(options);
    this.#afterAction = afterAction;
  }

  override changeJobs(...[jobs, change, options]: Parameters<Afserver["changeJobs"]>) {
    return this.#oneByOne(options, (how) => super.changeJobs(jobs, change, how));
  }

  override changeBlocks(...[jobs, blocks, change, options]: Parameters<Afserver["changeBlocks"]>) {
    return this.#oneByOne(options, (how) => super.changeBlocks(jobs, blocks, change, how));
  }

  #oneByOne<T>(
    options: RequestOptions | undefined,
    action: (options: RequestOptions) => Promise<T>,
  ): Promise<T> {
    const { onSent, ...rest } = options ?? {};
    queueMicrotask(() => onSent?.());
    const done = this.#last.then(async () => {
      if (this.lives <= 0) throw new AfpoolsError("ABORTED", "The process was killed.");
      this.lives -= 1;
      const result = await action(rest);
      this.#afterAction();
      return result;
    });
    this.#last = done.catch(() => undefined);
    return done;
  }
}
