import type { RouteResult } from "@afpools/api";
import type { PoolChange } from "@afpools/core";

/** How many changes are read at a time. */
const atOnce = 20;
/** About how large the changes of one answer may be, in bytes. At least one is given. */
const maxBytes = 8 << 20;

/**
 * The newest changes up to `limit`, and whether there are older ones. Fewer are read and given where they are large: a change of a
 * pool of 20,000 hosts has a megabyte.
 */
export async function historyPage(
  read: (page: { readonly limit: number; readonly before?: string }) => Promise<readonly PoolChange[]>,
  limit: number,
): Promise<RouteResult<"listHistory">> {
  const changes: PoolChange[] = [];
  let bytes = 0;
  for (;;) {
    const wanted = Math.min(atOnce, limit - changes.length) + 1;
    const last = changes.at(-1);
    const found = await read({ limit: wanted, ...(last && { before: last.id }) });
    for (const change of found.slice(0, wanted - 1)) {
      bytes += sizeOf(change);
      if (bytes > maxBytes && changes.length > 0) return { changes, more: true };
      changes.push(change);
    }
    if (found.length < wanted) return { changes, more: false };
    if (changes.length === limit) return { changes, more: true };
  }
}

/** About how many bytes a change has as JSON: those of its names. */
function sizeOf({ diff }: PoolChange): number {
  const { hosts, rules } = diff;
  const texts = [...(hosts?.added ?? []), ...(hosts?.removed ?? [])].map(({ name }) => name.length + 60);
  const ofRules = [...(rules?.added ?? []), ...(rules?.removed ?? [])].map((rule) => rule.length + 3);
  return [...texts, ...ofRules].reduce((sum, length) => sum + length, 500);
}
