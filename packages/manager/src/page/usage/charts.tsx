import type { UsagePoint, UsageReport, UsageSeries } from "@afpools/core/internal";
import { useMemo, useState } from "preact/hooks";
import { ForeignText } from "../parts/foreign-text.js";
import { shownTime } from "../parts/shown-time.js";
import { Chart, type ChartLine } from "./chart.js";
import { chartData, stacked } from "./chart-data.js";
import { UsageTable } from "./usage-table.js";
import { u } from "./usage-texts.js";

const hostKinds = ["busy", "free", "held", "offline"] as const;
const waitingKinds = ["jobsWaiting", "tasksWaiting"] as const;
const hostLines: readonly ChartLine[] = [
  { label: u.busy, color: "--accent" },
  { label: u.free, color: "--good" },
  { label: u.held, color: "--warn" },
  { label: u.offline, color: "--field" },
];
const waitingLines: readonly ChartLine[] = [
  { label: u.jobsWaiting, color: "--accent" },
  { label: u.tasksWaiting, color: "--warn", isDashed: true },
];
const waitLines: readonly ChartLine[] = [{ label: u.wait, color: "--accent" }];

export interface ChartsProps {
  readonly report: UsageReport;
  /** Those to show side by side, drawn to one scale. */
  readonly series: readonly UsageSeries[];
  readonly onZoom: (span: readonly [from: number, to: number] | undefined) => void;
}

/** For the farm or each pool: hosts, what waits for them, and for how long. */
export function Charts({ report, series, onZoom }: ChartsProps) {
  const most = useMemo(
    () => ({
      hosts: largest(series, hostsOf),
      waiting: largest(series, (point) => Math.max(point.jobsWaiting, point.tasksWaiting)),
      wait: largest(series, ({ wait }) => wait ?? 0),
    }),
    [report],
  );
  return (
    <div class="usage-subjects">
      {series.map((each) => (
        <Subject
          key={each.pool?.id ?? ""}
          series={each}
          report={report}
          most={most}
          onZoom={onZoom}
          hasTitle={series.length > 1}
        />
      ))}
    </div>
  );
}

interface SubjectProps extends Pick<ChartsProps, "report" | "onZoom"> {
  readonly series: UsageSeries;
  readonly most: { readonly hosts: number; readonly waiting: number; readonly wait: number };
  readonly hasTitle: boolean;
}

function Subject({ series, report, most, onZoom, hasTitle }: SubjectProps) {
  const { points, pool } = series;
  const { resolution } = report;
  const [time, setTime] = useState<number | undefined>(undefined);
  const read = useMemo(() => {
    const hosts = chartData(
      points,
      resolution,
      hostKinds.map((kind) => (point: UsagePoint) => point[kind]),
    );
    return {
      hosts: stacked(hosts),
      waiting: chartData(
        points,
        resolution,
        waitingKinds.map((kind) => (point: UsagePoint) => point[kind]),
      ),
      wait: chartData(points, resolution, [({ wait }) => wait]),
    };
  }, [points]);
  const byTime = useMemo(
    () => new Map(points.map((point) => [Date.parse(point.at) / 1_000, point])),
    [points],
  );
  const point = (time === undefined ? undefined : byTime.get(time)) ?? points.at(-1);
  const span = [Date.parse(report.from) / 1_000, Date.parse(report.to) / 1_000] as const;
  const common = {
    span,
    onZoom,
    onPoint: (index: number | undefined) =>
      setTime(index === undefined ? undefined : read.hosts.times[index]),
  };
  const Heading = hasTitle ? "h3" : "h2";
  const name = pool === null ? u.farm : (pool.name ?? u.deleted);
  return (
    <section class="usage-subject" aria-label={name}>
      {hasTitle && (
        <h2>
          <ForeignText text={name} />
        </h2>
      )}
      <p class="quiet usage-point">{point ? u.valuesAt(shownTime(point.at)) : u.notThen}</p>
      <figure>
        <figcaption>
          <Heading>{u.hosts}</Heading>
          <Legend lines={hostLines} values={hostKinds.map((kind) => point && u.number(point[kind]))} />
        </figcaption>
        <Chart {...common} data={read.hosts} lines={hostLines} isFilled most={most.hosts} format={u.number} />
      </figure>
      <figure>
        <figcaption>
          <Heading>{u.waiting}</Heading>
          <Legend lines={waitingLines} values={waitingKinds.map((kind) => point && u.number(point[kind]))} />
        </figcaption>
        <Chart {...common} data={read.waiting} lines={waitingLines} most={most.waiting} format={u.number} />
      </figure>
      <figure>
        <figcaption>
          <Heading>{u.wait}</Heading>
          <Legend
            lines={waitLines}
            values={[point && (point.wait === null ? u.none : u.seconds(point.wait))]}
          />
        </figcaption>
        <Chart {...common} data={read.wait} lines={waitLines} isSparse most={most.wait} format={u.seconds} />
      </figure>
      <UsageTable points={points} name={name} />
    </section>
  );
}

/** What each line is, with its value where the pointer is, or else the last one. */
function Legend({
  lines,
  values,
}: {
  readonly lines: readonly ChartLine[];
  readonly values: readonly (string | undefined)[];
}) {
  return (
    <ul class="chart-legend">
      {lines.map(({ label, color, isDashed = false }, index) => (
        <li key={label}>
          <span
            class={isDashed ? "swatch dashed" : "swatch"}
            style={{ color: `var(${color})` }}
            aria-hidden="true"
          />
          {label} <span class="number">{values[index] ?? u.none}</span>
        </li>
      ))}
    </ul>
  );
}

function hostsOf({ free, busy, held, offline }: UsagePoint): number {
  return free + busy + held + offline;
}

function largest(series: readonly UsageSeries[], read: (point: UsagePoint) => number): number {
  return series.reduce(
    (most, { points }) => points.reduce((so, point) => Math.max(so, read(point)), most),
    0,
  );
}
