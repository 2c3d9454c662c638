import { usageCsv } from "@afpools/core/internal";
import * as z from "zod";
import { listOf } from "../resources/named.js";
import { usageResolution, usageSeries } from "../resources/usage.js";
import { time } from "../resources/values.js";
import type { Route } from "./route.js";

export const usageRoutes = {
  getUsage: {
    summary: "How the farm and pools were used over time",
    description:
      "Minutes are kept for 3 hours, ten minutes for 2 days, hours for 32 days, days (of UTC) for 400 days. `Accept: text/csv` gets a table.",
    needs: "viewer",
    query: z.strictObject({
      pools: z
        .exactOptional(z.string())
        .describe(
          "Ids or names of pools beside the farm, separated by commas, 20 at most. Ask by id where a name has a comma.",
        ),
      from: z.exactOptional(time).describe("Default: a day before `to`."),
      to: z.exactOptional(time).describe("Default: now."),
      resolution: z
        .exactOptional(usageResolution)
        .describe("Default: the finest of which everything since `from` is kept."),
    }),
    result: z.object({
      resolution: usageResolution,
      from: time,
      to: time,
      since: time.nullable().describe("When recording began; null where nothing is recorded."),
      series: listOf(usageSeries).describe(
        "The farm's series, then one for each requested pool, in that order.",
      ),
    }),
    csv: usageCsv,
    conditional: true,
    errors: ["POOL_NOT_FOUND", "STORE_UNAVAILABLE"],
  },
} as const satisfies Record<string, Route>;
