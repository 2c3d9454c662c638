import { type Pool, type PoolChange, poolAfter, poolNameKey } from "@afpools/core";
import type { Operation } from "./operation.js";

/** A time between two others, ends included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The pool as one change left it; nothing after a deletion. */
export interface State {
  readonly change: PoolChange;
  readonly pool: Pool | undefined;
  /** When it may have been so: from the start of what made it to the end of what made the next. */
  readonly possible: Span;
  /** When it must have been so; of a negative length where nothing is certain. */
  readonly certain: Span;
}

const always: Span = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

export function isMeeting(one: Span, other: Span): boolean {
  return one.from <= other.to && other.from <= one.to;
}

/** Lies `inner` within `outer`? */
export function isWithin(inner: Span, outer: Span): boolean {
  return outer.from <= inner.from && inner.to <= outer.to;
}

/** When an operation may have been done: until for ever, where its client was not told. */
export function spanOf(operation: Operation | undefined): Span {
  if (!operation) return always;
  const isOpen = operation.outcome.kind === "unknown";
  return { from: operation.startedAt, to: isOpen ? Number.POSITIVE_INFINITY : operation.endedAt };
}

/** The states of one pool, by its changes from the oldest on. */
export function statesOf(changes: readonly PoolChange[], makers: ReadonlyMap<string, Operation>): State[] {
  let pool: Pool | undefined;
  return changes.map((change, index) => {
    pool = change.kind === "delete" ? undefined : poolAfter(pool, change);
    const made = spanOf(makers.get(change.by));
    const next = changes[index + 1];
    const ended = next ? spanOf(makers.get(next.by)) : always;
    return {
      change,
      pool,
      possible: { from: made.from, to: ended.to },
      certain: { from: made.to, to: next ? ended.from : Number.POSITIVE_INFINITY },
    };
  });
}

/** When a pool of this id or name must have been there: states that follow each other are one time. */
export function certainTimes(states: readonly State[], idOrName: string): readonly Span[] {
  const spans: { from: number; to: number }[] = [];
  let isCalledSo = false;
  for (const { pool, certain } of states) {
    const last = spans.at(-1);
    if (!pool || !isCalled(pool, idOrName)) isCalledSo = false;
    else if (isCalledSo && last) last.to = certain.to;
    else {
      spans.push({ ...certain });
      isCalledSo = true;
    }
  }
  return spans;
}

export function isCalled(pool: Pool, idOrName: string): boolean {
  return pool.id === idOrName || poolNameKey(pool.name) === poolNameKey(idOrName);
}
