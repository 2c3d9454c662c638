import type { Farm } from "../farm/farm.js";
import { compareHostNames } from "../hosts/host-name.js";
import { withSpellingsOf } from "../hosts/spellings.js";
import type { Pool } from "../pools/pool.js";
import { formatExpression, formatOperation, type PoolExpression } from "./expression.js";
import { OperandHosts } from "./operand-hosts.js";
import { parseExpression } from "./parse-expression.js";
import type { HostSet, RemovedHost, Resolution, ResolvedHost } from "./resolution.js";

export type { HostReason, RemovedHost, Resolution, ResolvedHost } from "./resolution.js";

/**
 * The set of hosts that `expression` means. A pool is named by its id or else by its name. A pattern without `*` and `?`
 * names hosts whether the farm knows them or not; one with them takes hosts of the farm and named members of the pools.
 *
 * `pools` and `farm` are taken as immutable.
 *
 * @throws AfpoolsError `INVALID_EXPRESSION` when it cannot be read; `POOL_NOT_FOUND`, with a near name and, for a text,
 * the column, when it names a pool that is not there.
 */
export function resolveExpression(
  expression: string | PoolExpression,
  pools: readonly Pool[],
  farm?: Farm,
): Resolution {
  const text = typeof expression === "string" ? expression : undefined;
  const parsed = typeof expression === "string" ? parseExpression(expression) : expression;
  const operands = new OperandHosts(text, pools, farm);
  const removed = new Map<string, RemovedHost>();
  const hosts = resolve(parsed, operands, removed);
  for (const key of hosts.keys()) removed.delete(key);
  return {
    expression: formatExpression(parsed),
    hosts: inOrder(hosts),
    removed: inOrder(removed),
    pools: operands.pools,
  };
}

/** The hosts of `expression`, in a set of the caller's own; what is left out on the way is put in `removed`. */
function resolve(
  expression: PoolExpression,
  operands: OperandHosts,
  removed: Map<string, RemovedHost>,
): HostSet {
  if (expression.kind === "pool") return new Map(operands.ofPool(expression));
  if (expression.kind === "hosts") return operands.ofPattern(expression.pattern);
  if (expression.kind === "native") return operands.ofNativePool(expression.path);

  const hosts = resolve(expression.left, operands, removed);
  if (expression.kind === "union") {
    for (const [key, host] of resolve(expression.right, operands, removed)) {
      const known = hosts.get(key);
      hosts.set(key, known ? withSpellingsOf(known, host) : host);
    }
    return hosts;
  }
  // What the right side leaves out within itself never was in the set.
  const right = resolve(expression.right, operands, new Map());
  const wanted = expression.kind === "intersection";
  const removedBy = formatOperation(expression.kind, expression.right);
  for (const [key, host] of hosts) {
    if (right.has(key) === wanted) continue;
    hosts.delete(key);
    removed.set(key, { ...host, removedBy });
  }
  return hosts;
}

function inOrder<T extends ResolvedHost>(hosts: ReadonlyMap<string, T>): T[] {
  return [...hosts.values()].sort((a, b) => compareHostNames(a.name, b.name));
}
