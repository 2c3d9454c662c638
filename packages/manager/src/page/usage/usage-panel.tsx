import { usageCsv } from "@afpools/core/internal";
import { useEffect, useState } from "preact/hooks";
import { Empty } from "../parts/empty.js";
import { FormError } from "../parts/form-error.js";
import { shownTime } from "../parts/shown-time.js";
import { useAnswer } from "../parts/use-answer.js";
import { client } from "../server/client.js";
import { t } from "../texts.js";
import { Charts } from "./charts.js";
import { movedSpan, namedSpans, timesOf, type UsageSpan } from "./usage-span.js";
import { u } from "./usage-texts.js";
import "./usage.css";

export interface UsagePanelProps {
  /** The ids of pools side by side; null is the farm. */
  readonly subjects: readonly (string | null)[];
}

const spanNames = Object.keys(namedSpans) as readonly (keyof typeof namedSpans)[];
/** How often what goes on to now is read again, in ms. */
const refreshMs = 60_000;
/** The same before anything is recorded: a server records its first sample seconds after its start. */
const firstRefreshMs = 5_000;

/** Charts of how the farm or pools were used, with the time that they show. */
export function UsagePanel({ subjects }: UsagePanelProps) {
  const [span, setSpan] = useState<UsageSpan>("day");
  const ids = subjects.filter((id) => id !== null);
  const { answer, error, ask } = useAnswer(() => {
    const { from, to } = timesOf(span, Date.now());
    const times = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    return client.getUsage({ ...times, ...(ids.length > 0 && { pools: ids.join(",") }) });
  }, [span, ids.join(",")]);
  const isUnrecorded = answer?.since === null;
  useEffect(() => {
    if (typeof span !== "string") return;
    const timer = setInterval(ask, isUnrecorded ? firstRefreshMs : refreshMs);
    return () => clearInterval(timer);
  }, [span, ids.join(","), isUnrecorded]);
  const move = (how: Parameters<typeof movedSpan>[1]) => setSpan(movedSpan(span, how, Date.now()));
  const series = subjects.flatMap((id) => answer?.series.find(({ pool }) => (pool?.id ?? null) === id) ?? []);
  // The answer to an earlier question stays until the next one: it may be of other pools.
  const isAnswered = answer !== undefined && series.length === subjects.length;
  const hasPoints = series.some(({ points }) => points.length > 0);
  return (
    <div class="usage-panel">
      <div class="usage-bar">
        <fieldset class="host-choices" aria-label={u.span}>
          {spanNames.map((name) => (
            <button
              key={name}
              type="button"
              class="choice"
              aria-pressed={span === name}
              onClick={() => setSpan(name)}
            >
              {u.spans[name]}
            </button>
          ))}
        </fieldset>
        <div class="usage-moves">
          <button type="button" onClick={() => move({ shift: -0.5 })}>
            {u.earlier}
          </button>
          <button type="button" disabled={typeof span === "string"} onClick={() => move({ shift: 0.5 })}>
            {u.later}
          </button>
          <button type="button" onClick={() => move({ factor: 0.5 })}>
            {u.zoomIn}
          </button>
          <button type="button" onClick={() => move({ factor: 2 })}>
            {u.zoomOut}
          </button>
          <button type="button" disabled={!isAnswered} onClick={() => download(usageCsv({ series }))}>
            {u.csv}
          </button>
        </div>
      </div>
      <FormError error={error} />
      {!isAnswered && error === undefined && <p class="quiet pad">{t.loading}</p>}
      {isAnswered && answer.since === null && (
        <Empty title={u.notYet}>
          <p>{u.notYetText}</p>
        </Empty>
      )}
      {isAnswered && answer.since !== null && (
        <>
          <p class="quiet usage-says" aria-live="polite">
            {u.shown(shownTime(answer.from), shownTime(answer.to))}. {u.average(answer.resolution)}{" "}
            {u.recordedSince(shownTime(answer.since))} {u.zoomHelp}
          </p>
          {hasPoints ? (
            <Charts
              report={answer}
              series={series}
              onZoom={(zoomed) =>
                zoomed ? setSpan({ from: zoomed[0] * 1_000, to: zoomed[1] * 1_000 }) : move({ factor: 2 })
              }
            />
          ) : (
            <Empty title={u.notThen} />
          )}
        </>
      )}
    </div>
  );
}

function download(csv: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
  link.download = "usage.csv";
  link.click();
  URL.revokeObjectURL(link.href);
}
