import { AfpoolsError } from "../errors.js";
import { nearest } from "../expressions/nearest.js";
import type { Farm } from "../farm/farm.js";
import { hostKey, parseHostName } from "../hosts/host-name.js";
import { type PoolHost, poolHost } from "../pools/pool.js";
import { emptyPoolContent, type PoolContent } from "../pools/pool-diff.js";
import { parseDescription, parsePoolName } from "../pools/pool-name.js";
import { exceptionFor, parseRule } from "../pools/pool-rule.js";
import { quoted } from "../text/show.js";
import type { HostInput, PoolDraft, PoolEdit } from "./pools.js";

/** What an edit makes of a pool, and which parts of it were so already. */
export interface Edited {
  readonly content: PoolContent;
  readonly already: readonly string[];
  readonly absent: readonly string[];
}

/** Checks a draft and makes it the content of a pool. */
export function applyDraft(draft: PoolDraft, farm?: Farm): Edited {
  checkFields("a new pool", draft, draftFields);
  const edit = {
    name: draft.name,
    description: draft.description ?? "",
    addHosts: draft.hosts ?? [],
    addRules: draft.rules ?? [],
    restartStrays: draft.restartStrays ?? false,
  };
  return applyEdit(emptyPoolContent, edit, farm);
}

/**
 * Checks an edit and does it; removals come first, so that a host both removed and added ends as it was added. Hosts are added
 * in the farm's spelling, where the farm knows them; who adds a host takes back the exception for it.
 */
export function applyEdit(pool: PoolContent, edit: PoolEdit, farm?: Farm): Edited {
  checkFields("an edit of a pool", edit, editFields);
  const hosts = new MemberList(pool.hosts, (host) => host.name);
  for (const name of edit.removeHosts ?? []) hosts.remove(name.trim());
  const rules = new MemberList(pool.rules, (rule) => rule);
  for (const input of edit.addHosts ?? []) {
    const host = parseHost(input, farm);
    hosts.add(host);
    rules.drop(exceptionFor(host.name));
  }
  for (const rule of edit.removeRules ?? []) rules.remove(normalRule(rule));
  for (const rule of edit.addRules ?? []) rules.add(parseRule(rule).text);

  return {
    content: {
      name: edit.name === undefined ? pool.name : parsePoolName(edit.name),
      description: edit.description === undefined ? pool.description : parseDescription(edit.description),
      hosts: hosts.items,
      rules: rules.items,
      ...((edit.restartStrays ?? pool.restartStrays) && { restartStrays: true }),
    },
    already: [...hosts.already, ...rules.already],
    absent: [...hosts.absent, ...rules.absent],
  };
}

const draftFields = Object.keys({
  id: true,
  name: true,
  description: true,
  hosts: true,
  rules: true,
  restartStrays: true,
} satisfies Record<keyof PoolDraft, true>);

const editFields = Object.keys({
  name: true,
  description: true,
  addHosts: true,
  removeHosts: true,
  addRules: true,
  removeRules: true,
  restartStrays: true,
} satisfies Record<keyof PoolEdit, true>);

const listFields: readonly string[] = [
  "hosts",
  "rules",
  "addHosts",
  "removeHosts",
  "addRules",
  "removeRules",
] satisfies (keyof PoolDraft | keyof PoolEdit)[];

/**
 * TypeScript does not see everywhere what is handed in: a mistyped field would change nothing, silently, and a text in place of
 * a list add a host for each of its letters.
 */
function checkFields(what: string, given: object, fields: readonly string[]): void {
  for (const [field, value] of Object.entries(given)) {
    if (listFields.includes(field) && value !== undefined && !Array.isArray(value)) {
      throw new AfpoolsError("INVALID_ARGUMENT", `${field} of ${what} is not a list.`, {
        details: { field },
      });
    }
    if (fields.includes(field)) continue;
    const suggestion = nearest(field, fields);
    const hint = suggestion === undefined ? "" : ` Did you mean ${suggestion}?`;
    throw new AfpoolsError("INVALID_ARGUMENT", `There is no ${quoted(field, 80)} in ${what}.${hint}`, {
      details: { field, ...(suggestion !== undefined && { suggestion }) },
    });
  }
}

/** As it would be stored; what is no rule is in no pool. */
function normalRule(rule: string): string {
  try {
    return parseRule(rule).text;
  } catch {
    return rule.trim();
  }
}

function parseHost(input: HostInput, farm: Farm | undefined): PoolHost {
  const host = typeof input === "string" ? poolHost(input) : input;
  const parsed = parseHostName(host.name);
  return { ...host, name: farm?.spell(parsed) ?? parsed };
}

/** A list of hosts or rules in which each stands once, without regard to case. */
class MemberList<T> {
  readonly already: string[] = [];
  readonly absent: string[] = [];
  readonly #byKey: Map<string, T>;
  readonly #textOf: (item: T) => string;

  constructor(items: readonly T[], textOf: (item: T) => string) {
    this.#byKey = new Map(items.map((item) => [hostKey(textOf(item)), item]));
    this.#textOf = textOf;
  }

  get items(): readonly T[] {
    return [...this.#byKey.values()];
  }

  add(item: T): void {
    const text = this.#textOf(item);
    if (this.#byKey.has(hostKey(text))) this.already.push(text);
    else this.#byKey.set(hostKey(text), item);
  }

  remove(text: string): void {
    if (!this.drop(text)) this.absent.push(text);
  }

  /** The same, whether it is there or not. */
  drop(text: string): boolean {
    return this.#byKey.delete(hostKey(text));
  }
}
