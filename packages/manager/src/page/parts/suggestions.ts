import type { Pool } from "@afpools/api/client";

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

/** The pools whose name begins with the text, then those that hold it. */
export function suggestions(text: string, all: readonly Pool[]): readonly Pool[] {
  const key = text.toLowerCase();
  const named = all
    .map((pool) => ({ pool, at: pool.name.toLowerCase().indexOf(key) }))
    .filter(({ at }) => at >= 0);
  if (named.some(({ pool }) => pool.name.toLowerCase() === key)) return [];
  return named
    .sort((a, b) => Number(a.at > 0) - Number(b.at > 0))
    .slice(0, mostSuggestions)
    .map(({ pool }) => pool);
}
