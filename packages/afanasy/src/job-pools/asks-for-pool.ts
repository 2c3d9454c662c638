import type { PoolFields } from "./pool-fields.js";

/**
 * Does a hosts mask ask for a pool, as in `pool=gpu`? It is text for Afanasy Pools on the machine that submits, which replaces
 * it; on a machine without them it reaches afserver, where it lets nobody in.
 */
export function asksForPool(mask: string): boolean {
  return /(?<![\w.-])pool=/i.test(mask);
}

/** The job without hosts masks that ask for a pool. */
export function withoutPoolRequests(fields: PoolFields): PoolFields {
  if (![fields, ...fields.blocks].some(({ hosts_mask }) => asksForPool(hosts_mask))) return fields;
  const answered = <Masked extends { readonly hosts_mask: string }>(masked: Masked): Masked =>
    asksForPool(masked.hosts_mask) ? { ...masked, hosts_mask: "" } : masked;
  return { ...answered(fields), blocks: fields.blocks.map(answered) };
}
