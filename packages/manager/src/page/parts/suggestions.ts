import type { Pool } from "@afpools/api/client";
import { facts, quotePoolName } from "@afpools/core";

const mostSuggestions = 8;

/** A word of an expression, and where it stands. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The word of an expression that the cursor is in; none behind white space, where nothing was begun. */
export function wordAt(text: string, cursor: number): Word | undefined {
  const before = /"[^"]*$|[^\s"()+&]*$/.exec(text.slice(0, cursor))?.[0] ?? "";
  const after = before.startsWith('"')
    ? (/^[^"]*"?/.exec(text.slice(cursor))?.[0] ?? "")
    : (/^[^\s"()+&]*/.exec(text.slice(cursor))?.[0] ?? "");
  if (before === "" || before === "-") return undefined;
  const start = cursor - before.length;
  return { text: before.replace(/^"/, ""), start, end: cursor + after.length };
}

/** Something that a word may become. */
export interface Suggestion {
  /** As it is shown and found. */
  readonly name: string;
  /** As it is written. */
  readonly written: string;
  /** What it is, where the name does not say it. */
  readonly hint?: string;
}

/** What can be asked of hosts, each as an example. */
const factSuggestions: readonly Suggestion[] = Object.values(facts).map(({ example, label }) => ({
  name: example,
  written: example,
  hint: label,
}));

/** The pools whose name begins with the text, then those that hold it, then facts that begin with it. */
export function suggestions(text: string, all: readonly Pick<Pool, "name">[]): readonly Suggestion[] {
  const key = text.toLowerCase();
  const named = all
    .map(({ name }) => ({ name, at: name.toLowerCase().indexOf(key) }))
    .filter(({ at }) => at >= 0);
  if (named.some(({ name }) => name.toLowerCase() === key)) return [];
  const ofPools = named
    .sort((a, b) => Number(a.at > 0) - Number(b.at > 0))
    .map(({ name }) => ({ name, written: quotePoolName(name) }));
  const ofFacts = factSuggestions.filter(({ name }) => name !== key && name.startsWith(key));
  return [...ofPools, ...ofFacts].slice(0, mostSuggestions);
}
