import { type Farm, type FarmHost, hostKey } from "@afpools/core";
import type { MachineName } from "../machine.js";

interface Clues {
  /** The renders that have the machine's address. */
  readonly renders: readonly FarmHost[];
  readonly farm: Farm;
  readonly names: readonly MachineName[];
  /** The name that the machine would have without a render. */
  readonly choice: string | null;
}

/**
 * The render of a machine. What tells most comes first: the address and a name; the address of a render that is online; a
 * name; last the address of a render that is offline, which may be another machine's by now.
 */
export function findRender({ renders, farm, names, choice }: Clues): FarmHost | undefined {
  const keys = nameKeys(names, choice);
  const byName = keys.flatMap((key) => onlineFirst(farm.find(key)));
  const byAddress = onlineFirst(renders);
  return (
    byAddress.find((render) => keys.includes(hostKey(render.name))) ??
    byAddress.find((render) => render.online) ??
    byName[0] ??
    byAddress[0]
  );
}

/** What a render of that name can be called: a farm may be set up to keep the domain. */
function nameKeys(names: readonly MachineName[], choice: string | null): string[] {
  const whole = names.map(({ name }) => name.trim().replace(/\.$/, ""));
  const hostNames = names.flatMap(({ hostName }) => hostName ?? []);
  return [...new Set([...(choice === null ? [] : [choice]), ...hostNames, ...whole].map(hostKey))];
}

function onlineFirst(renders: readonly FarmHost[]): FarmHost[] {
  return [...renders].sort((a, b) => Number(b.online) - Number(a.online));
}
