import type { HostFacts } from "../facts/host-facts.js";
import { compareHostNames, hostKey } from "../hosts/host-name.js";

/** A host of the farm: one on which Afanasy's client (a render) has registered. */
export interface FarmHost {
  /** The render's name, in the spelling that afserver compares masks with. */
  readonly name: string;
  readonly online: boolean;
  readonly address?: string;
  /** The version of the render's program. */
  readonly engine?: string;
  /** The path of Afanasy's own pool that it is in, such as `/` or `/fx`; absent before CGRU 3.0. */
  readonly nativePool?: string;
  /** What else is known of it. */
  readonly facts?: HostFacts;
}

/**
 * Can another pool have the host after this change of it, or a mask another name? Whether it is online does not matter. Facts are
 * the same where they are the same value (`===`).
 */
export function changesMembership(before: FarmHost, after: FarmHost | undefined): boolean {
  return (
    before.name !== after?.name ||
    before.nativePool !== after.nativePool ||
    before.address !== after.address ||
    before.engine !== after.engine ||
    before.facts !== after.facts
  );
}

/** The hosts that afserver knows, online and offline, as they were at one moment. Immutable. */
export class Farm {
  /** In natural order of their names. */
  readonly hosts: readonly FarmHost[];
  /** Their names in lower case (`hostKey`), in the same order. */
  readonly keys: readonly string[];
  readonly #byKey: ReadonlyMap<string, readonly FarmHost[]>;

  /**
   * Of hosts with the very same name the last one counts: to afserver a name is one render.
   *
   * @param isInOrder Are they in natural order already, each name once? Sorting takes most of the time.
   */
  constructor(hosts: Iterable<FarmHost>, isInOrder = false) {
    this.hosts = isInOrder ? [...hosts] : inOrder(hosts);
    this.keys = this.hosts.map(({ name }) => hostKey(name));
    const byKey = new Map<string, FarmHost[]>();
    for (const [index, host] of this.hosts.entries()) {
      const key = this.keys[index] as string;
      const same = byKey.get(key);
      if (same) same.push(host);
      else byKey.set(key, [host]);
    }
    this.#byKey = byKey;
  }

  /** The hosts of this name without regard to case: mostly one; more where renders' names differ only by case. */
  find(name: string): readonly FarmHost[] {
    return this.#byKey.get(hostKey(name)) ?? [];
  }

  /** `name` as the farm spells it; unchanged where the farm knows no such host, or knows one of this very spelling. */
  spell(name: string): string {
    const hosts = this.find(name);
    return hosts.some((host) => host.name === name) ? name : (hosts[0]?.name ?? name);
  }

  /**
   * This farm after some hosts came or changed and those of the names `gone` went. Nothing is sorted but what came: hosts of a
   * busy farm change every second.
   */
  with(changed: Iterable<FarmHost>, gone: Iterable<string> = []): Farm {
    const came = new Map(Array.from(changed, (host) => [host.name, host]));
    const left = new Set(gone);
    const farm: FarmHost[] = [];
    for (const host of this.hosts) {
      const now = came.get(host.name) ?? (left.has(host.name) ? undefined : host);
      if (now) farm.push(now);
      came.delete(host.name);
    }
    for (const host of came.values()) farm.splice(placeFor(host, farm), 0, host);
    return new Farm(farm, true);
  }
}

function inOrder(hosts: Iterable<FarmHost>): FarmHost[] {
  const byName = new Map(Array.from(hosts, (host) => [host.name, host]));
  return [...byName.values()].sort((a, b) => compareHostNames(a.name, b.name));
}

/** The index before which `host` belongs, by halving. */
function placeFor({ name }: FarmHost, hosts: readonly FarmHost[]): number {
  let [from, to] = [0, hosts.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compareHostNames((hosts[middle] as FarmHost).name, name) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}
