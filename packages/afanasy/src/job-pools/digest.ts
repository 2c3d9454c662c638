import { createHash } from "node:crypto";
import type { OwnedField, PoolTag } from "./pool-tag.js";

/** What tells texts apart: 16 hexadecimal digits of the SHA-256 of their JSON. */
export function digest(values: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(values)).digest("hex").slice(0, 16);
}

/** Members of a job that its pool can own; an absent one is as an empty one. */
export type OwnedFields = Readonly<Partial<Record<OwnedField, unknown>>>;

/** The digest of what a job has in the members that its pool owns. */
export function digestOf(fields: OwnedFields, owned: readonly OwnedField[]): string {
  return digest(owned.map((name) => fields[name] ?? ""));
}

/** Did a person write into what the pool owns? */
export function isChangedByHand(fields: OwnedFields, { owned, written }: PoolTag): boolean {
  return !written.includes(digestOf(fields, owned));
}
