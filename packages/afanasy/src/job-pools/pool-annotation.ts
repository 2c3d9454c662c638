import type { PoolTag } from "./pool-tag.js";

const separator = "; ";

/** A job's annotation that says to people on which pool it is, behind what they wrote there themselves. */
export function withPoolAnnotation(own: string, tag: PoolTag): string {
  return own === "" ? textOf(tag) : own + separator + textOf(tag);
}

/**
 * The annotation as people wrote it: without the end that the tag's pool has there. An annotation that was changed since in
 * another way than at its beginning is theirs as it is.
 */
export function withoutPoolAnnotation(annotation: string, tag: PoolTag): string {
  const text = textOf(tag);
  if (annotation === text) return "";
  return annotation.endsWith(separator + text) ? annotation.slice(0, -(separator + text).length) : annotation;
}

function textOf({ expression, restartStrays }: Pick<PoolTag, "expression" | "restartStrays">): string {
  return `pool: ${expression}${restartStrays ? " (strays restart)" : ""}`;
}
