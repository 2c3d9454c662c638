import { AfpoolsError, hostKey, type Pool, type PoolDraft, type PoolEdit, poolNameKey } from "@afpools/core";
import type { PoolFileEntry } from "./pool-file-entry.js";

/** What importing one pool of a file does. */
export type ImportStep =
  | { readonly kind: "create"; readonly draft: PoolDraft }
  | { readonly kind: "update"; readonly pool: Pool; readonly edit: PoolEdit };

/**
 * What importing `drafts` does to `pools`. A pool that is there already gets the hosts and rules of the file; with
 * `replace` it ends with exactly those. Pools that the file does not name stay. A pool that is not there by name is the one of
 * the file's id, renamed; where that is not there, either, it is made with that id, so that its jobs know it.
 *
 * @throws AfpoolsError `INVALID_FILE` when the file names a pool twice.
 */
export function planImport(
  drafts: readonly PoolFileEntry[],
  pools: readonly Pool[],
  replace: boolean,
): ImportStep[] {
  const seen = new Set<string>();
  const keptNames = new Set(drafts.map(({ name }) => poolNameKey(name)));
  const named = (name: string) => pools.find((pool) => poolNameKey(pool.name) === poolNameKey(name));
  return drafts.map(({ renamedFrom, id, ...draft }) => {
    const key = poolNameKey(draft.name);
    if (seen.has(key)) {
      throw new AfpoolsError("INVALID_FILE", `The file names the pool ${JSON.stringify(draft.name)} twice.`);
    }
    seen.add(key);
    const pool =
      named(draft.name) ??
      (renamedFrom === undefined ? undefined : named(renamedFrom)) ??
      pools.find((known) => known.id === id && !keptNames.has(poolNameKey(known.name)));
    if (!pool) {
      const isFree = id !== undefined && pools.every((known) => known.id !== id);
      return { kind: "create", draft: isFree ? { ...draft, id } : draft };
    }
    const edit = editTowards(pool, draft, replace);
    return { kind: "update", pool, edit: pool.name === draft.name ? edit : { ...edit, name: draft.name } };
  });
}

function editTowards(pool: Pool, draft: PoolDraft, replace: boolean): PoolEdit {
  const { description = "", hosts = [], rules = [] } = draft;
  const { restartStrays } = draft;
  const add: PoolEdit = {
    addHosts: hosts,
    addRules: rules,
    ...(description && { description }),
    ...(restartStrays && { restartStrays }),
  };
  if (!replace) return add;
  const wanted = new Set(hosts.map((host) => hostKey(typeof host === "string" ? host : host.name)));
  const wantedRules = new Set(rules.map((rule) => rule.toLowerCase()));
  // Of what the file does not speak at all, as a table without a column for it, nothing is changed.
  return {
    ...add,
    ...(draft.description !== undefined && { description }),
    ...(restartStrays !== undefined && { restartStrays }),
    ...(draft.hosts && {
      removeHosts: pool.hosts.map((host) => host.name).filter((name) => !wanted.has(hostKey(name))),
    }),
    ...(draft.rules && {
      removeRules: pool.rules.filter((rule) => !wantedRules.has(rule.toLowerCase())),
    }),
  };
}
