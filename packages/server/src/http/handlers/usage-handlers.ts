import { readUsage } from "@afpools/core/internal";
import { readNow } from "../../plans/pools-now.js";
import type { ApiParts } from "../api-parts.js";
import type { Handlers } from "../handler.js";
import { readMoment } from "../read-moment.js";

export function usageHandlers({ live, usage }: ApiParts): Handlers<"getUsage"> {
  return {
    getUsage: ({ query: { pools, from, to, resolution } }) => {
      const { snapshot } = readNow(live);
      const request = {
        ...(pools !== undefined && { pools: pools.split(",").filter((name) => name.trim() !== "") }),
        ...(from !== undefined && { from: Date.parse(readMoment(from, "from")) }),
        ...(to !== undefined && { to: Date.parse(readMoment(to, "to")) }),
        ...(resolution !== undefined && { resolution }),
      };
      return readUsage(usage, snapshot.pools, request, Date.now());
    },
  };
}
