import { useEffect, useRef } from "preact/hooks";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { theme } from "../theme.js";
import { type ChartData, hasLoneValues } from "./chart-data.js";

export interface ChartLine {
  readonly label: string;
  /** The name of a colour of the page, such as `--good`. */
  readonly color: string;
  readonly isDashed?: boolean;
}

export interface ChartProps {
  /** As its lines are drawn. */
  readonly data: ChartData;
  readonly lines: readonly ChartLine[];
  /** Is what is below each line filled, down to the line before? */
  readonly isFilled?: boolean;
  /** Do points without neighbours count, joined over what is missing between them? */
  readonly isSparse?: boolean;
  /** The times between which it is drawn, in s since 1970, and the largest value. */
  readonly span: readonly [from: number, to: number];
  readonly most: number;
  readonly format: (value: number) => string;
  /** Is told which point the pointer is at; nothing when it leaves. */
  readonly onPoint: (index: number | undefined) => void;
  /** Is told what was dragged across, and nothing when it was double-clicked. */
  readonly onZoom: (span: readonly [number, number] | undefined) => void;
}

const height = 180;
/** Charts of one page show the same moment. */
const syncKey = "usage";
/** Of more points none is marked: they would be a band. */
const mostDots = 150;
/** The least that counts as dragged, in pixels. */
const minDrag = 8;

/** Lines over time. A picture alone: what it says is also in a table beside it. */
export function Chart(props: ChartProps) {
  const { data, lines, span, most } = props;
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const chosenTheme = theme.value;
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const draw = () => new UPlot(optionsOf(element, latest), dataOf(latest.current.data), element);
    let plot = draw();
    const onColours = () => {
      plot.destroy();
      plot = draw();
    };
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", onColours);
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      scheme.removeEventListener("change", onColours);
      observer.disconnect();
      plot.destroy();
    };
  }, [data, lines, span[0], span[1], most, chosenTheme]);
  return <div ref={place} class="chart-picture" aria-hidden="true" />;
}

function dataOf({ times, lines }: ChartData): UPlot.AlignedData {
  return [[...times], ...lines.map((line) => [...line])];
}

function optionsOf(element: HTMLElement, latest: { readonly current: ChartProps }): UPlot.Options {
  const { data, lines, isFilled = false, isSparse = false, span, most, format } = latest.current;
  const color = (name: string) => colorOf(element, name);
  const font = `12px ${getComputedStyle(element).fontFamily}`;
  const axis: UPlot.Axis = {
    stroke: color("--quiet"),
    grid: { stroke: color("--line"), width: 1 },
    ticks: { stroke: color("--line"), width: 1 },
    font,
  };
  return {
    width: Math.max(element.clientWidth, 100),
    height,
    legend: { show: false },
    cursor: {
      sync: { key: syncKey },
      drag: { x: true, y: false, setScale: false, dist: minDrag },
      bind: {
        dblclick: () => () => {
          latest.current.onZoom(undefined);
          return null;
        },
      },
    },
    scales: { x: { time: true, range: [span[0], span[1]] }, y: { range: [0, Math.max(1, most * 1.05)] } },
    axes: [
      {
        ...axis,
        space: 70,
        values: (_plot, moments, _axis, _space, stepS) => moments.map((moment) => shownMoment(moment, stepS)),
      },
      { ...axis, size: 58, values: (_, values) => values.map(format) },
    ],
    series: [
      {},
      ...lines.map(({ label, color: name, isDashed = false }): UPlot.Series => {
        const stroke = color(name);
        return {
          label,
          stroke,
          width: isFilled ? 1 : 1.75,
          ...(isDashed && { dash: [6, 4] }),
          ...(isFilled && { fill: faint(stroke) }),
          points: { show: (isSparse && data.times.length <= mostDots) || hasLoneValues(data), size: 5 },
          spanGaps: isSparse,
        };
      }),
    ],
    ...(isFilled && { bands: lines.slice(1).map((_, index) => ({ series: [index + 2, index + 1] })) }),
    hooks: {
      setCursor: [(plot) => latest.current.onPoint(plot.cursor.idx ?? undefined)],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < minDrag) return;
          latest.current.onZoom([plot.posToVal(left, "x"), plot.posToVal(left + width, "x")]);
        },
      ],
    },
  };
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

/** A moment on the axis, in s since 1970: its time, and its day where that begins or where steps are as long. */
function shownMoment(moment: number, stepS: number): string {
  const date = new Date(moment * 1_000);
  const isMidnight = date.getHours() === 0 && date.getMinutes() === 0;
  return isMidnight || stepS >= 86_400 ? day.format(date) : clock.format(date);
}

/** A colour of the page as a canvas takes it. */
function colorOf(element: HTMLElement, name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function faint(color: string): string {
  return color.replace(/^rgb\((.*)\)$/, "rgba($1, 0.45)");
}
