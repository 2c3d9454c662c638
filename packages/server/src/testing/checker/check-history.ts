import { type Pool, type PoolChange, poolNameKey } from "@afpools/core";
import { anyServer, type Operation, type PoolSeen } from "./operation.js";
import { certainTimes, isCalled, isMeeting, isWithin, type State, spanOf, statesOf } from "./timeline.js";

export interface Evidence {
  readonly operations: readonly Operation[];
  /** The history of the database afterwards, the oldest change first. */
  readonly history: readonly PoolChange[];
  /** The pools of the database afterwards. */
  readonly pools: readonly Pool[];
}

/**
 * What is wrong with what clients were told, in the spirit of Jepsen; nothing when all is well. The history is the order in which
 * the writes are said to have been done, so it is enough to see whether it can be:
 *
 * - it makes sense by itself: revisions without gaps, names unique, and the pools are what it leads to;
 * - all that was acknowledged is in it, as acknowledged, once; what was refused is not; nothing is in it that nobody asked for;
 * - the writes of each pool stand in an order that contradicts no clock: who began after another one had ended comes after it;
 * - refusals and reads fit: what they tell of a pool was so at some moment while they were under way, and what a server
 *   has told to be written it tells from then on.
 */
export function checkHistory({ operations, history, pools }: Evidence): string[] {
  const makers = new Map(operations.map((operation) => [operation.id, operation]));
  const byPool = changesByPool(history);
  const states = new Map([...byPool].map(([id, changes]) => [id, statesOf(changes, makers)]));
  return [
    ...checkSense(history, states, pools),
    ...checkMakers(history, makers),
    ...operations.flatMap((operation) => checkAcknowledged(operation, history, states)),
    ...[...byPool.values()].flatMap((changes) => checkOrder(changes, makers)),
    ...operations.flatMap((operation) => checkRefusal(operation, states)),
    ...operations.flatMap((operation) => checkSeen(operation, states)),
    ...checkOwnWritesSeen(operations),
  ];
}

function changesByPool(history: readonly PoolChange[]): Map<string, PoolChange[]> {
  const byPool = new Map<string, PoolChange[]>();
  for (const change of history) byPool.set(change.poolId, [...(byPool.get(change.poolId) ?? []), change]);
  return byPool;
}

type States = ReadonlyMap<string, readonly State[]>;

function checkSense(history: readonly PoolChange[], states: States, pools: readonly Pool[]): string[] {
  const problems: string[] = [];
  const present = new Map<string, string>();
  const revisions = new Map<string, number>();
  for (const { id, kind, poolId, revision, diff } of history) {
    const isThere = present.has(poolId);
    if ((kind === "create") === isThere)
      problems.push(`change ${id} is a ${kind} of a pool that is ${isThere ? "" : "not "}there`);
    if (revision !== (revisions.get(poolId) ?? 0) + 1)
      problems.push(`change ${id} makes revision ${revision} after ${revisions.get(poolId) ?? 0}`);
    revisions.set(poolId, revision);
    if (kind === "delete") {
      present.delete(poolId);
      continue;
    }
    const name = diff.name === undefined ? present.get(poolId) : poolNameKey(diff.name.after);
    const hasRival = [...present].some(([other, taken]) => other !== poolId && taken === name);
    if (hasRival) problems.push(`change ${id} gives a name that another pool has`);
    present.set(poolId, name ?? "");
  }
  const replayed = [...states.values()].flatMap((all) => all.at(-1)?.pool ?? []);
  if (contentOf(replayed) !== contentOf(pools))
    problems.push("the pools are not what their history leads to");
  return problems;
}

function contentOf(pools: readonly Pool[]): string {
  return JSON.stringify([...pools].sort((one, other) => (one.id < other.id ? -1 : 1)).map(sorted));
}

/** With its members in one order, whoever made the object. */
function sorted(pool: Pool): unknown {
  return Object.entries(pool).sort(([one], [other]) => (one < other ? -1 : 1));
}

function checkMakers(history: readonly PoolChange[], makers: ReadonlyMap<string, Operation>): string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const { id, by } of history) {
    const maker = makers.get(by);
    if (!maker) problems.push(`change ${id} by ${by} was asked for by nobody`);
    else if (maker.outcome.kind !== "written" && maker.outcome.kind !== "unknown")
      problems.push(`change ${id} is in the history, though ${by} was ${maker.outcome.kind}`);
    if (seen.has(by)) problems.push(`${by} was done twice`);
    seen.add(by);
  }
  return problems;
}

function checkAcknowledged(
  { id, outcome }: Operation,
  history: readonly PoolChange[],
  states: States,
): string[] {
  if (outcome.kind !== "written") return [];
  const { change, pool } = outcome;
  const kept = history.find((entry) => entry.id === change.id);
  if (!kept) return [`${id} was acknowledged as change ${change.id}, which is lost`];
  if (JSON.stringify(kept.diff) !== JSON.stringify(change.diff) || kept.revision !== change.revision)
    return [`${id} was acknowledged as another change than the history holds`];
  const state = states.get(change.poolId)?.find((entry) => entry.change.id === change.id);
  const isAsTold = state?.pool
    ? pool !== null && contentOf([state.pool]) === contentOf([pool])
    : pool === null;
  return isAsTold ? [] : [`${id} was told another pool than the history leads to`];
}

/** Each write must not stand before one that had ended when it began. */
function checkOrder(changes: readonly PoolChange[], makers: ReadonlyMap<string, Operation>): string[] {
  const problems: string[] = [];
  let latest: Operation | undefined;
  for (const { by, revision, poolName } of changes) {
    const maker = makers.get(by);
    if (!maker) continue;
    if (latest && spanOf(maker).to < latest.startedAt)
      problems.push(
        `${by} had ended before ${latest.id} began, yet made a later revision, ${revision}, of ${poolName}`,
      );
    if (!latest || maker.startedAt > latest.startedAt) latest = maker;
  }
  return problems;
}

function checkRefusal(operation: Operation, states: States): string[] {
  const { id, via, request, outcome } = operation;
  if (outcome.kind !== "refused") return [];
  const { code, details } = outcome.error;
  const span = spanOf(operation);
  const all = [...states.values()];
  if (code === "CONFLICT" && typeof details.actualRevision === "number") {
    const known = states.get(String(details.poolId)) ?? [];
    const state = known.find(({ change }) => change.revision === details.actualRevision);
    if (details.actualRevision === details.expectedRevision)
      return [`${id} was refused for the revision that it expected`];
    if (!state || !isMeeting(state.possible, span))
      return [`${id} was refused for revision ${details.actualRevision}, which was not then`];
  }
  // What is read of a server may be a moment old.
  const isCurrent = request.kind !== "read" || via === "store";
  if (code === "POOL_NOT_FOUND" && "pool" in request && isCurrent) {
    const certain = all.flatMap((own) => certainTimes(own, request.pool));
    if (certain.some((outer) => isWithin(span, outer)))
      return [`${id} did not find ${request.pool}, which was there all the time`];
  }
  if (code === "NAME_TAKEN" && typeof details.name === "string") {
    const { name } = details;
    const isTaken = ({ pool, possible }: State) =>
      pool !== undefined && isCalled(pool, name) && isMeeting(possible, span);
    if (!all.some((own) => own.some(isTaken)))
      return [`${id} was refused for the name ${name}, which nobody had then`];
  }
  return [];
}

function checkSeen(operation: Operation, states: States): string[] {
  const { id, via, outcome } = operation;
  if (outcome.kind !== "seen") return [];
  const { pool } = outcome;
  const state = states.get(pool.id)?.find(({ change }) => change.revision === pool.revision);
  if (!state?.pool) return [`${id} has seen revision ${pool.revision} of ${pool.name}, which never was`];
  if (seenText(pool) !== seenText(asSeen(state.pool)))
    return [`${id} has seen revision ${pool.revision} of ${pool.name} half written`];
  const span = spanOf(operation);
  if (state.possible.from > span.to)
    return [`${id} has seen revision ${pool.revision} of ${pool.name} before it was`];
  // A server answers from its snapshot, which may be a moment old; a store is asked now.
  const isCurrent = via !== "store" || isMeeting(state.possible, span);
  return isCurrent ? [] : [`${id} has seen revision ${pool.revision} of ${pool.name} when it was no more`];
}

/** What a server has acknowledged it tells from then on, unless it says that its database is away. */
function checkOwnWritesSeen(operations: readonly Operation[]): string[] {
  const problems: string[] = [];
  for (const read of operations) {
    if (read.outcome.kind !== "seen" || read.outcome.age > 0 || read.via === anyServer) continue;
    const { pool } = read.outcome;
    for (const write of operations) {
      if (write.outcome.kind !== "written" || write.via !== read.via || write.endedAt >= read.startedAt)
        continue;
      const { change } = write.outcome;
      if (change.poolId === pool.id && change.revision > pool.revision)
        problems.push(
          `${read.id} has seen revision ${pool.revision} after ${write.id} was told ${change.revision} by the same server`,
        );
    }
  }
  return problems;
}

export function asSeen({ hosts, ...pool }: Pool): PoolSeen {
  return { ...pool, hosts: hosts.map(({ name }) => name) };
}

function seenText({ id, name, description, rules, revision, hosts }: PoolSeen): string {
  return JSON.stringify([id, name, description, rules, revision, hosts]);
}
