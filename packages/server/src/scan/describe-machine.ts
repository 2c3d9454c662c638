import { isHostName } from "@afpools/core";
import type { KnownFarm } from "./known-farm.js";
import { evidences, type Machine, type MachineName, nameSources } from "./machine.js";
import { chooseName } from "./names/choose-name.js";
import { findRender } from "./names/find-render.js";
import { hostNameOf } from "./names/host-name-of.js";
import type { Sighting } from "./sighting.js";

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
