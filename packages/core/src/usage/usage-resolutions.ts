const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** The spans of time for which usage is added up, from the finest to the coarsest. Days are those of UTC. */
export const usageResolutions = ["minute", "ten-minutes", "hour", "day"] as const;
export type UsageResolution = (typeof usageResolutions)[number];

/** How long a span is, and how long it is kept, in ms: as many rows as that makes are the most that there ever are. */
export const usageSpans: Readonly<
  Record<UsageResolution, { readonly spanMs: number; readonly keptMs: number }>
> = {
  minute: { spanMs: minuteMs, keptMs: 3 * hourMs },
  "ten-minutes": { spanMs: 10 * minuteMs, keptMs: 2 * dayMs },
  hour: { spanMs: hourMs, keptMs: 32 * dayMs },
  day: { spanMs: dayMs, keptMs: 400 * dayMs },
};

/** When the span begins in which a moment is; moments in ms since 1970. */
export function startOfSpan(resolution: UsageResolution, moment: number): number {
  const { spanMs } = usageSpans[resolution];
  return Math.floor(moment / spanMs) * spanMs;
}

/** The finest resolution of which everything since a moment is still kept. */
export function resolutionSince(since: number, now: number): UsageResolution {
  return usageResolutions.find((resolution) => now - since <= usageSpans[resolution].keptMs) ?? "day";
}
