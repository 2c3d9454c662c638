import { type HostRow, hostRowsInSteps, nativePoolRows } from "@afpools/afanasy/internal";
import type { RouteResult } from "@afpools/api";
import { AfpoolsError } from "@afpools/core";
import { callerOf } from "../../access/principal.js";
import { readNow } from "../../plans/pools-now.js";
import { SharedSteps } from "../../work/shared-steps.js";
import type { ApiParts } from "../api-parts.js";
import type { Handlers } from "../handler.js";
import { ListCache } from "../list-cache.js";
import { pageOf } from "../list-page.js";

type FarmOperations = "getStatus" | "listHosts" | "listNativePools" | "planMask" | "explainHosts" | "planJob";

/** The server, the farm, and what is planned on it. */
export function farmHandlers(parts: ApiParts): Handlers<FarmOperations> {
  const { live, farm, afserver, planner, work, status, settings } = parts;
  const lists = new ListCache<RouteResult<"listHosts">>();
  const rows = new ListCache<SharedSteps<HostRow[]>>();
  return {
    getStatus: ({ principal }) => ({ status: status(), caller: callerOf(principal) }),
    listHosts: async ({ query, asker }) => {
      const { age, snapshot } = readNow(live);
      const known = farm?.current();
      // A farm that a file lists tells of its hosts what stands there.
      const state = [snapshot.pools, known, afserver?.hosts];
      const most = settings.current["limits.listing"];
      const shared = rows.get(state, {}, () => {
        return new SharedSteps(hostRowsInSteps(snapshot.pools, known, afserver?.hosts));
      });
      const all = await work.plans.steps(() => shared.steps(), asker);
      return lists.get([age, most, ...state], query, () => {
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
    planMask: async ({ body, asker }) => ({ age: readNow(live).age, plan: await planner.mask(body, asker) }),
    explainHosts: async ({ body, asker }) => ({
      age: readNow(live).age,
      ...(await planner.explain(body, asker)),
    }),
    planJob: async ({ body, asker }) => ({ age: readNow(live).age, ...(await planner.job(body, asker)) }),
  };
}
