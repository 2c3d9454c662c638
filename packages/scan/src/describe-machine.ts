import { type Farm, type FarmHost, isHostName } from "@afpools/core";
import { evidences, type Machine, type MachineName, nameSources } from "./machine.js";
import { chooseName } from "./names/choose-name.js";
import { findRender } from "./names/find-render.js";
import { hostNameOf } from "./names/host-name-of.js";
import type { Sighting } from "./sighting.js";

/** A farm that is asked for the renders of an address. */
export interface KnownFarm {
  readonly farm: Farm;
  at(address: string): readonly FarmHost[];
}

/** A farm whose renders are found by address at once, however many there are. */
export function knownFarm(farm: Farm): KnownFarm {
  const byAddress = new Map<string, FarmHost[]>();
  for (const host of farm.hosts) {
    if (host.address === undefined) continue;
    const same = byAddress.get(host.address);
    if (same) same.push(host);
    else byAddress.set(host.address, [host]);
  }
  return { farm, at: (address) => byAddress.get(address) ?? [] };
}

/** What the sources told of an address, as the machine that it is. */
export function describeMachine(sighting: Sighting, known: KnownFarm | undefined): Machine {
  const { address, evidence, mac } = sighting;
  const renders = known?.at(address) ?? [];
  const told = sighting.names
    .map((name): MachineName => ({ ...name, hostName: hostNameOf(name.name) }))
    .sort((a, b) => nameSources.indexOf(a.source) - nameSources.indexOf(b.source));
  const choice = chooseName(told);
  const render = known && findRender({ renders, farm: known.farm, names: told, choice });
  const ofRenders = renders.map(
    ({ name }): MachineName => ({ name, source: "farm", hostName: isHostName(name) ? name : null }),
  );
  return {
    address,
    name: render ? (isHostName(render.name) ? render.name : null) : choice,
    names: [...ofRenders, ...told],
    ...(mac !== undefined && { mac }),
    evidence: evidences.filter((one) => evidence.has(one)),
    ...(render && { farmHost: { name: render.name, online: render.online } }),
  };
}
