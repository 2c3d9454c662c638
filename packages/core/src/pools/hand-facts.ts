import { AfpoolsError } from "../errors.js";
import { factNames } from "../facts/facts.js";
import { hostKey } from "../hosts/host-name.js";
import type { PoolDraft, PoolEdit } from "../service/pools.js";
import { quoted } from "../text/show.js";
import { poolNameKey } from "./pool-name.js";

/** Words with a meaning of their own before a colon in expressions. */
const taken: readonly string[] = [...factNames, "host", "native", "hold"];

/** A fact that people set, such as `rack:B2`: the pool of this name has the hosts. */
interface HandFact {
  /** In lower case. */
  readonly key: string;
  readonly value: string;
}

/**
 * The fact in `rack=B2`; one without a value takes the fact away.
 *
 * @throws AfpoolsError `INVALID_ARGUMENT`
 */
export function parseFactSetting(text: string): HandFact {
  const [, key, value = ""] = /^([a-z][a-z0-9-]*)=([\p{L}\p{N}][\p{L}\p{N}._-]*)?$/iu.exec(text) ?? [];
  if (key === undefined) {
    throw refused(
      text,
      'a fact is written as rack=B2: letters, digits, "-", and in its value "." and "_", too',
    );
  }
  if (taken.includes(key.toLowerCase()))
    throw refused(text, `${key} means something else in pool expressions`);
  return { key: key.toLowerCase(), value };
}

function refused(text: string, reason: string): AfpoolsError {
  return new AfpoolsError("INVALID_ARGUMENT", `${quoted(text, 80)} cannot be set: ${reason}.`);
}

/** The fact that the pool of this name stands for; nothing where it stands for none. */
export function handFactOf(poolName: string): HandFact | undefined {
  const [, key = "", value = ""] = /^([a-z][a-z0-9-]*):(.+)$/iu.exec(poolName) ?? [];
  return key === "" || taken.includes(key.toLowerCase()) ? undefined : { key: key.toLowerCase(), value };
}

interface NamedPool {
  readonly name: string;
  readonly hosts: readonly (string | { readonly name: string })[];
}

/** A write that is part of setting facts. */
type FactStep<P> =
  | { readonly kind: "update"; readonly pool: P; readonly edit: PoolEdit }
  | { readonly kind: "create"; readonly draft: PoolDraft };

/**
 * What puts the hosts into the pools of these values, and out of those of others.
 *
 * @param settings the values of each fact that is set, none where it is taken away
 */
export function factSteps<P extends NamedPool>(
  settings: ReadonlyMap<string, readonly string[]>,
  hosts: readonly string[],
  pools: readonly P[],
): FactStep<P>[] {
  return [...settings].flatMap(([key, values]) => {
    const names = values.map((value) => `${key}:${value}`);
    const wanted = new Set(names.map(poolNameKey));
    const there = pools.filter(({ name }) => handFactOf(name)?.key === key);
    const known = new Set(there.map(({ name }) => poolNameKey(name)));
    return [
      ...there.flatMap((pool): FactStep<P>[] => {
        const isOf = new Set(pool.hosts.map((host) => hostKey(typeof host === "string" ? host : host.name)));
        const isWanted = wanted.has(poolNameKey(pool.name));
        const moved = hosts.filter((host) => isOf.has(hostKey(host)) !== isWanted);
        if (moved.length === 0) return [];
        return [{ kind: "update", pool, edit: isWanted ? { addHosts: moved } : { removeHosts: moved } }];
      }),
      ...names
        .filter((name) => !known.has(poolNameKey(name)))
        .map((name): FactStep<P> => ({ kind: "create", draft: { name, hosts } })),
    ];
  });
}
