import type { UsageResolution } from "@afpools/core";
import type { UsagePoint } from "@afpools/core/internal";
import { usageSpans } from "@afpools/core/internal";

/** Values over time as charts draw them: moments in s since 1970, and the values of each line; null where nothing is known. */
export interface ChartData {
  readonly times: readonly number[];
  readonly lines: readonly (readonly (number | null)[])[];
}

/** The points of a series with a gap wherever spans are missing, so that no line is drawn across it. */
export function chartData(
  points: readonly UsagePoint[],
  resolution: UsageResolution,
  read: readonly ((point: UsagePoint) => number | null)[],
): ChartData {
  const { spanMs } = usageSpans[resolution];
  const times: number[] = [];
  const lines = read.map((): (number | null)[] => []);
  let before = Number.NaN;
  for (const point of points) {
    const at = Date.parse(point.at);
    if (at - before > 1.5 * spanMs) {
      times.push((before + spanMs) / 1_000);
      for (const line of lines) line.push(null);
    }
    times.push(at / 1_000);
    for (const [index, line] of lines.entries()) line.push(read[index]?.(point) ?? null);
    before = at;
  }
  return { times, lines };
}

/** Each line on top of those before. */
export function stacked({ times, lines }: ChartData): ChartData {
  const sums: (number | null)[][] = [];
  for (const line of lines) {
    const below = sums.at(-1);
    sums.push(line.map((value, index) => (value === null ? null : value + (below?.[index] ?? 0))));
  }
  return { times, lines: sums };
}

/** Is there no line to be drawn, as in the first minutes of a recording, since each has one value at most? */
export function hasLoneValues({ lines }: ChartData): boolean {
  return lines.every((line) => line.filter((value) => value !== null).length <= 1);
}
