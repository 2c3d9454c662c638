import type { HostFacts } from "./host-facts.js";

/** What a host said of itself, and when it first said so. */
export interface SaidFacts {
  /** The host's name, in the spelling that afserver has. */
  readonly name: string;
  readonly facts: HostFacts;
  /** ISO 8601, UTC, with milliseconds. */
  readonly at: string;
}

/** What the host of this very name said of itself last; nothing where that is not known. */
export type RecallFacts = (name: string) => HostFacts | undefined;

/** Recalls what is in the store now. */
export async function recallFrom(facts: FactStore | undefined): Promise<RecallFacts> {
  const said = new Map((await facts?.list())?.map((one) => [one.name, one.facts]));
  return (name) => said.get(name);
}

/** Keeps what hosts said last: afserver tells what a machine has only while the host is online. */
export interface FactStore {
  /**
   * What each host said last, in any order.
   *
   * @param names of which hosts; a store that does not look at it gives those of all. Default: all
   */
  list(names?: readonly string[]): Promise<readonly SaidFacts[]>;
  /** Puts each of these in place of what its host said before. Where that is the same, it stays with its time. */
  put(said: readonly SaidFacts[]): Promise<void>;
}
