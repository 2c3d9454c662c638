import type { HostRow } from "@afpools/afanasy/internal";
import type { FarmHost } from "@afpools/core";

/** What a row tells of a host, for facts that are asked of it. */
export function toFarmHost({ name, online, nativePool, address, engine, facts }: HostRow): FarmHost {
  return {
    name,
    online: online === true,
    facts,
    ...(nativePool !== null && { nativePool }),
    ...(address !== null && { address }),
    ...(engine !== null && { engine }),
  };
}
