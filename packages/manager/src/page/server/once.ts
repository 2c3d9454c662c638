import { newId } from "@afpools/core";

/** The options of a write: a key of its own, so that one that is sent twice is done once. */
export function once(): { readonly idempotencyKey: string } {
  return { idempotencyKey: newId(new Date()) };
}
