import type { RouteQuery, RouteResult } from "@afpools/api";
import { AfpoolsError, hostKey, type PoolChange, parseHostPattern, parseRule } from "@afpools/core";

/** How many changes are read at a time, and at most for one answer. */
const atOnce = 20;
const mostRead = 2_000;
/** About how large the changes that are read at a time may be, as far as can be told by those before them, in bytes. */
const bytesAtOnce = 2 << 20;
/** About how large the changes may be that are read for one answer, in bytes. At least one is read, and given where it is wanted. */
const maxBytes = 8 << 20;

/** Which changes are wanted; each member that is absent lets all of them through. */
export type HistoryFilter = Pick<RouteQuery<"listHistory">, "by" | "host" | "kind" | "since" | "until">;

type Read = (page: { readonly limit: number; readonly before?: string }) => Promise<readonly PoolChange[]>;

/**
 * The newest changes up to `limit`, and where the older ones are asked for. Fewer are read and given where they are large, for a
 * change of a pool of 20,000 hosts has a megabyte, or where few of them are wanted.
 */
export async function historyPage(
  read: Read,
  {
    limit,
    before,
    filter = {},
  }: { readonly limit: number; readonly before?: string; readonly filter?: HistoryFilter },
): Promise<RouteResult<"listHistory">> {
  const isWanted = wantedBy(filter);
  const changes: PoolChange[] = [];
  const history = new HistoryReader(read, before);
  let last = before;
  const page = (more: boolean) => ({ changes, more, next: more ? (last ?? null) : null });
  for (;;) {
    // One more than is given tells whether there are older ones.
    const change = await history.next(hasFilter(filter) ? atOnce : limit - changes.length + 1);
    if (!change || isOlder(change, filter)) return page(false);
    const isTooMuch = history.count > mostRead || (history.count > 1 && history.bytes > maxBytes);
    if (changes.length === limit || isTooMuch) return page(true);
    if (isWanted(change)) changes.push(change);
    last = change.id;
  }
}

/** Reads a history from the newest change on, few large changes or many small ones at a time. */
class HistoryReader {
  readonly #read: Read;
  #found: PoolChange[] = [];
  #last: string | undefined;
  #isAtEnd = false;
  /** How many changes {@link next} gave, and about how large they are. */
  count = 0;
  bytes = 0;

  constructor(read: Read, before: string | undefined) {
    this.#read = read;
    this.#last = before;
  }

  /** @param wanted how many more of them may be asked for */
  async next(wanted: number): Promise<PoolChange | undefined> {
    if (this.#found.length === 0 && !this.#isAtEnd) await this.#readMore(wanted);
    const change = this.#found.shift();
    if (!change) return undefined;
    this.count += 1;
    this.bytes += sizeOf(change);
    return change;
  }

  async #readMore(wanted: number): Promise<void> {
    // Of the first ones it is not known how large they are.
    const affordable = this.count === 0 ? 2 : Math.floor((bytesAtOnce * this.count) / this.bytes);
    const limit = Math.max(1, Math.min(affordable, atOnce, wanted));
    const found = await this.#read({ limit, ...(this.#last !== undefined && { before: this.#last }) });
    this.#isAtEnd = found.length < limit;
    this.#last = found.at(-1)?.id;
    this.#found = [...found];
  }
}

function hasFilter(filter: HistoryFilter): boolean {
  return Object.keys(filter).length > 0;
}

/** Is it older than all that are wanted? They are read from the newest on. */
function isOlder({ at }: PoolChange, { since }: HistoryFilter): boolean {
  return since !== undefined && Date.parse(at) < Date.parse(since);
}

function wantedBy({ by, host, kind, until }: HistoryFilter): (change: PoolChange) => boolean {
  const author = by?.toLowerCase();
  const end = until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until);
  return (change) =>
    (author === undefined || change.by.toLowerCase() === author) &&
    (kind === undefined || kindOf(change) === kind) &&
    (host === undefined || names(change, host)) &&
    Date.parse(change.at) < end;
}

function kindOf({ kind, undoes }: PoolChange): NonNullable<HistoryFilter["kind"]> {
  return undoes === undefined ? kind : "undo";
}

/** Does it name the host: by name, or by a rule that is a name or a pattern? Which hosts had which facts then is not known any more. */
function names(change: PoolChange, host: string): boolean {
  const key = hostKey(host);
  return (
    hostsOf(change).some(({ name }) => hostKey(name) === key) ||
    rulesOf(change).some((rule) => isRuleOf(rule, host))
  );
}

function isRuleOf(text: string, host: string): boolean {
  try {
    const rule = parseRule(text);
    if (rule.kind === "pattern") return rule.pattern.matches(host);
    return rule.expression.kind === "hosts" && parseHostPattern(rule.expression.pattern).matches(host);
  } catch (error) {
    // A rule of another version, which a history may have.
    if (error instanceof AfpoolsError) return false;
    throw error;
  }
}

function rulesOf({ diff: { rules } }: PoolChange) {
  return [...(rules?.added ?? []), ...(rules?.removed ?? [])];
}

function hostsOf({ diff: { hosts } }: PoolChange) {
  return [...(hosts?.added ?? []), ...(hosts?.removed ?? [])];
}

/** About how many bytes a change has as JSON: those of its names. */
function sizeOf(change: PoolChange): number {
  const texts = hostsOf(change).map(({ name }) => name.length + 60);
  const ofRules = rulesOf(change).map((rule) => rule.length + 3);
  return [...texts, ...ofRules].reduce((sum, length) => sum + length, 500);
}
