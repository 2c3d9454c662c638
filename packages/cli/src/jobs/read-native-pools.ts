import type { Afserver } from "@afpools/afanasy";
import { hostOfRender, type NativePoolRow, nativePoolRows } from "@afpools/afanasy/internal";
import { AfpoolsError, type PoolDraft } from "@afpools/core";

/** Afanasy's own pools in the order of their paths. */
export async function readNativePools(afserver: Afserver): Promise<NativePoolRow[]> {
  const [pools, renders] = await Promise.all([afserver.nativePools(), afserver.renders()]);
  return nativePoolRows(
    pools,
    renders.map((render) => hostOfRender(render)),
  );
}

/**
 * Pools with the hosts that Afanasy's own have now. A pool is named as the last part of its path, and as its whole path
 * where two are alike.
 *
 * @throws AfpoolsError `POOL_NOT_FOUND` for a path that there is not
 */
export function draftsOfNative(native: readonly NativePoolRow[], paths: readonly string[]): PoolDraft[] {
  const wanted = paths.length > 0 ? paths.map((path) => found(native, path)) : native.filter(isImportable);
  const lastParts = wanted.map(({ path }) => lastPart(path).toLowerCase());
  return wanted.map(({ path, hosts }) => {
    const last = lastPart(path);
    const isAlone = lastParts.filter((name) => name === last.toLowerCase()).length === 1;
    const name = isAlone && last !== "" ? last : path.replace(/^\//, "") || "farm";
    return { name, description: `From Afanasy's own pool ${path}`, hosts };
  });
}

function found(native: readonly NativePoolRow[], path: string): NativePoolRow {
  const pool = native.find((candidate) => candidate.path === path);
  if (pool) return pool;
  const known = native.map((candidate) => candidate.path).join(" ");
  throw new AfpoolsError("POOL_NOT_FOUND", `Afanasy has no pool ${JSON.stringify(path)}; it has ${known}`, {
    details: { path },
  });
}

/** The root holds the whole farm, which is no pool that anybody made. */
function isImportable({ path }: NativePoolRow): boolean {
  return path !== "/";
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
