import assert from "node:assert/strict";
import { AfpoolsError, type ErrorCode } from "../errors.js";
import { poolHost } from "../pools/pool.js";
import type { PoolChange } from "../pools/pool-change.js";
import { diffPools, emptyPoolContent } from "../pools/pool-diff.js";

export const author = { name: "anna", origin: "test" };
export const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString();
export const hex = (number: number) => number.toString(16).padStart(24, "0");

/** The change that makes a pool with these hosts. */
export function creation(number: number, name: string, hosts: readonly string[] = []): PoolChange {
  const content = { ...emptyPoolContent, name, hosts: hosts.map(poolHost) };
  return {
    id: hex(0xc0000 + number),
    kind: "create",
    poolId: hex(number),
    poolName: name,
    revision: 1,
    diff: diffPools(emptyPoolContent, content),
    by: "anna",
    origin: "test",
    at: at(number),
  };
}

/** The change that follows on `after`. */
export function update(after: PoolChange, diff: PoolChange["diff"]): PoolChange {
  return {
    ...after,
    id: hex(Number.parseInt(after.id, 16) + 0x1000),
    kind: "update",
    poolName: diff.name?.after ?? after.poolName,
    revision: after.revision + 1,
    diff,
    by: "ben",
  };
}

export function deletion(after: PoolChange, diff: PoolChange["diff"]): PoolChange {
  return { ...update(after, diff), kind: "delete" };
}

/** The error with which `promise` rejects, which must be of this code. */
export async function rejects(code: ErrorCode, promise: Promise<unknown>): Promise<AfpoolsError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof AfpoolsError, `expected ${code}, got ${String(error)}`);
  assert.equal(error.code, code, error.message);
  return error;
}

export const hostNames = (pool: { hosts: readonly { name: string }[] } | undefined) =>
  pool?.hosts.map((host) => host.name);
