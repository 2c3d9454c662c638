import type { Pool } from "@afpools/api/client";
import { hostKey } from "@afpools/core";
import { membersOf, poolsByHost, rendersOf } from "../server/membership.js";
import type { HostRow } from "./host-rows.js";

/** The hosts of a pool as they are now, in natural order. */
export function rowsOfPool(pool: Pool): readonly HostRow[] {
  const byHost = poolsByHost.value;
  return membersOf(pool).map((member) => {
    const renders = rendersOf(member);
    const shown = renders.find(({ online }) => online) ?? renders[0];
    return {
      name: member.name,
      online: shown?.online ?? null,
      held: shown?.held ?? null,
      jobs: shown?.jobs ?? [],
      tasks: shown?.tasks ?? 0,
      address: shown?.address ?? "",
      engine: shown?.engine ?? "",
      why: member.why,
      others: (byHost.get(hostKey(member.name)) ?? []).filter(({ id }) => id !== pool.id),
    };
  });
}
