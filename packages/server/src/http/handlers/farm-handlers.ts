import { type HostRow, hostRowsInSteps, nativePoolRows } from "@afpools/afanasy/internal";
import type { RouteResult } from "@afpools/api";
import { AfpoolsError } from "@afpools/core";
import { inTurns } from "@afpools/core/internal";
import { callerOf } from "../../access/principal.js";
import { readNow } from "../../plans/pools-now.js";
import type { ApiParts } from "../api-parts.js";
import type { Handlers } from "../handler.js";
import { ListCache } from "../list-cache.js";
import { pageOf } from "../list-page.js";

type FarmOperations = "getStatus" | "listHosts" | "listNativePools" | "planMask" | "explainHosts" | "planJob";

/** The server, the farm, and what is planned on it. */
export function farmHandlers(parts: ApiParts): Handlers<FarmOperations> {
  const { live, farm, afserver, planner, status, settings } = parts;
  const lists = new ListCache<Promise<RouteResult<"listHosts">>>();
  const rows = new ListCache<Promise<HostRow[]>>();
  return {
    getStatus: ({ principal }) => ({ status: status(), caller: callerOf(principal) }),
    listHosts: ({ query }) => {
      const { age, snapshot } = readNow(live);
      const known = farm?.current();
      // A farm that a file lists tells of its hosts what stands there.
      const state = [snapshot.pools, known, afserver?.hosts];
      const most = settings.current["limits.listing"];
      return lists.get([age, most, ...state], query, async () => {
        const all = await rows.get(state, {}, () =>
          inTurns(hostRowsInSteps(snapshot.pools, known, afserver?.hosts)),
        );
        const { entries, next } = pageOf(all, ({ name }) => name, query, most);
        return { age, farm: known !== undefined, hosts: entries, next };
      });
    },
    listNativePools: () => {
      const hosts = afserver?.hosts;
      if (!afserver || !hosts) {
        throw new AfpoolsError(
          "FARM_UNKNOWN",
          "Afanasy's own pools are unknown: the server has not connected to an afserver.",
        );
      }
      return { pools: nativePoolRows(afserver.nativePools, hosts) };
    },
    planMask: async ({ body }) => ({ age: readNow(live).age, plan: await planner.mask(body) }),
    explainHosts: async ({ body }) => ({ age: readNow(live).age, ...(await planner.explain(body)) }),
    planJob: async ({ body }) => ({ age: readNow(live).age, ...(await planner.job(body)) }),
  };
}
