import { hostRows, nativePoolRows } from "@afpools/afanasy";
import { AfpoolsError } from "@afpools/core";
import type { ApiParts } from "../api-parts.js";
import type { Handlers } from "../handler.js";
import { callerOf } from "./caller-of.js";
import { readNow } from "./read-now.js";

type FarmOperations = "getStatus" | "listHosts" | "listNativePools" | "planMask" | "explainHosts" | "planJob";

/** The server, the farm, and what is planned on it. */
export function farmHandlers({ live, farm, afserver, planner, status }: ApiParts): Handlers<FarmOperations> {
  return {
    getStatus: ({ principal }) => ({ status: status(), caller: callerOf(principal) }),
    listHosts: () => {
      const { age, snapshot } = readNow(live);
      const known = farm?.current();
      // A farm that a file lists tells of its hosts what stands there.
      const hosts = hostRows(snapshot.pools, known, afserver?.hosts);
      return { age, farm: known !== undefined, hosts };
    },
    listNativePools: () => {
      const hosts = afserver?.hosts;
      if (!afserver || !hosts) {
        throw new AfpoolsError("FARM_UNKNOWN", "Afanasy's own pools are not known: no afserver was seen.");
      }
      return { pools: nativePoolRows(afserver.nativePools, hosts) };
    },
    planMask: ({ body }) => ({ age: readNow(live).age, plan: planner.mask(body) }),
    explainHosts: ({ body }) => ({ age: readNow(live).age, ...planner.explain(body) }),
    planJob: ({ body }) => ({ age: readNow(live).age, ...planner.job(body) }),
  };
}
