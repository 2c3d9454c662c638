import type { JobChange } from "@afpools/api/client";
import { putBack } from "../jobs/place-jobs.js";
import { useRepeated } from "../jobs/use-repeated.js";
import { Empty } from "../parts/empty.js";
import { ForeignText } from "../parts/foreign-text.js";
import { shownTime } from "../parts/shown-time.js";
import { act } from "../server/act.js";
import { client } from "../server/client.js";
import { may } from "../server/live.js";
import { t } from "../texts.js";
import { HistoryTabs } from "./history-tabs.js";
import { usePages } from "./use-pages.js";

/** Who put which jobs on which pools, the newest first; the last change of each job can be undone. */
export function JobHistory() {
  const { changes, hasMore, look, more } = usePages(client.listJobChanges);
  useRepeated(true, look);
  const undo = async (change: JobChange) => {
    const { before } = change;
    if (before !== undefined && (await putBack([{ ...change.job, before }]))) void act(look);
  };
  return (
    <section class="history-view" aria-labelledby="history-title">
      <div class="bar">
        <h1 id="history-title">{t.history}</h1>
        <HistoryTabs of="jobs" />
      </div>
      {!changes && <p class="quiet pad">{t.loading}</p>}
      {changes?.length === 0 && <Empty title={t.jobHistory.none} />}
      {changes && changes.length > 0 && (
        <div class="scroll history">
          <ol>
            {changes.map((change, index) => (
              <Entry
                key={change.id}
                change={change}
                {...(may("editor") &&
                  isUndoable(change, changes.slice(0, index)) && { onUndo: () => void undo(change) })}
              />
            ))}
          </ol>
          {hasMore && (
            <button type="button" onClick={more}>
              {t.historyView.more}
            </button>
          )}
        </div>
      )}
    </section>
  );
}

/** Can it be undone: is it the last of its job, which is there, and is it known what that was on? */
function isUndoable({ before, unfinished, job }: JobChange, newer: readonly JobChange[]): boolean {
  return before !== undefined && unfinished && !newer.some((change) => change.job.serial === job.serial);
}

function Entry({ change, onUndo }: { readonly change: JobChange; readonly onUndo?: () => void }) {
  const { by, at, job, pool, before } = change;
  return (
    <li>
      <p>
        <strong>
          <ForeignText text={by || "?"} />
        </strong>{" "}
        {pool === null ? t.jobHistory.took : t.jobHistory.put} <ForeignText text={job.name} />{" "}
        {pool === null ? (
          t.jobHistory.off
        ) : (
          <>
            {t.jobHistory.on}{" "}
            <a href={`/try?expression=${encodeURIComponent(pool)}`}>
              <ForeignText text={pool} />
            </a>
          </>
        )}{" "}
        <time dateTime={at} class="quiet">
          {shownTime(at)}
        </time>
      </p>
      {before !== undefined && (
        <p class="quiet">
          <ForeignText
            text={before === null ? t.jobHistory.wasOnNone : t.jobHistory.was(before.expression)}
          />
        </p>
      )}
      {onUndo && (
        <button type="button" class="link" aria-label={`${t.historyView.undo}: ${job.name}`} onClick={onUndo}>
          {t.historyView.undo}
        </button>
      )}
    </li>
  );
}
