import { type Farm, hostKey, type Pool } from "@afpools/core";
import {
  changesMembership,
  isHold,
  isMaskable,
  membershipsInSteps,
  type Steps,
} from "@afpools/core/internal";

/** Which hosts are in which pools, small enough to be kept for a thousand pools of thousands of hosts. */
export interface MemberIndex {
  /** The names of each host's renders: none where the farm does not know it, several that differ by case. */
  readonly hosts: readonly (readonly string[])[];
  /** The members of each pool by its id, as places in `hosts`. */
  readonly members: ReadonlyMap<string, Uint32Array>;
  /** The keys of hosts that a hold keeps out of pools. */
  readonly held: ReadonlySet<string>;
}

/** Keeps the index of pools and a farm until one of them changes so that another host may be a member. */
export class MemberIndexCache {
  #known: { readonly pools: readonly Pool[]; readonly farm: Farm; readonly index: MemberIndex } | undefined;

  *of(pools: readonly Pool[], farm: Farm): Steps<MemberIndex> {
    const known = this.#known;
    if (known && known.pools === pools && hasSameMembers(known.farm, farm)) return known.index;
    const index = yield* indexMembers(pools, farm);
    this.#known = { pools, farm, index };
    return index;
  }
}

function hasSameMembers(before: Farm, now: Farm): boolean {
  if (before === now) return true;
  if (before.hosts.length !== now.hosts.length) return false;
  return before.hosts.every((host, place) => !changesMembership(host, now.hosts[place]));
}

function* indexMembers(pools: readonly Pool[], farm: Farm): Steps<MemberIndex> {
  const hosts: (readonly string[])[] = [];
  const places = new Map<string, number>();
  const held = new Set<string>();
  const members = new Map<string, Uint32Array>();
  const membersOf = membershipsInSteps(pools, farm);
  for (const pool of pools) {
    const list = (yield* membersOf(pool)).filter(isMaskable);
    const ofPool = new Uint32Array(list.length);
    for (const [index, { name, renders }] of list.entries()) {
      const key = hostKey(name);
      const place = places.get(key) ?? hosts.push(renders.map((render) => render.name)) - 1;
      places.set(key, place);
      ofPool[index] = place;
      if (isHold(pool)) held.add(key);
    }
    members.set(pool.id, ofPool);
    yield;
  }
  return { hosts, members, held };
}
