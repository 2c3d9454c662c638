import { findPool, hostKey, toAfpoolsError } from "@afpools/core";
import { pools } from "../server/live.js";
import { hostsOfExpression } from "../server/membership.js";
import { type HostRow, holdsText } from "./host-rows.js";

/** Which hosts a text asks for. */
export type HostFilter =
  | { readonly kind: "all" }
  /** Those that have it in any column. */
  | { readonly kind: "text"; readonly text: string }
  /** Those that a pool expression means now, by their keys. */
  | { readonly kind: "expression"; readonly hosts: ReadonlySet<string> }
  /** An expression that cannot be read, or not yet: it hides nothing. */
  | { readonly kind: "mistake"; readonly message: string };

/** Only expressions have these. */
const signs = /[&+()":<>=*?[]|\s-\s/;

/** A text is an expression where it has a sign of one, or is the name of a pool; else it is looked for as it is. */
export function readHostFilter(typed: string): HostFilter {
  const text = typed.trim();
  if (text === "") return { kind: "all" };
  if (!signs.test(text) && !findPool(pools.value, text)) return { kind: "text", text: text.toLowerCase() };
  try {
    return { kind: "expression", hosts: new Set(hostsOfExpression(text).map(hostKey)) };
  } catch (error) {
    return { kind: "mistake", message: toAfpoolsError(error).message };
  }
}

export function passes(row: HostRow, filter: HostFilter): boolean {
  if (filter.kind === "text") return holdsText(row, filter.text);
  return filter.kind !== "expression" || filter.hosts.has(hostKey(row.name));
}
