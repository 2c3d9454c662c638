import type { Job } from "@afpools/api/client";
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Empty } from "../parts/empty.js";
import { chosenRows, Grid, type GridColumn } from "../parts/grid.js";
import { Icon } from "../parts/icon.js";
import { SearchField } from "../parts/search-field.js";
import { noSelection } from "../parts/selection.js";
import type { Sort } from "../parts/sort.js";
import { sortedBy } from "../parts/sorted-by.js";
import { may, status } from "../server/live.js";
import { hostsAtWork } from "../server/membership.js";
import { t } from "../texts.js";
import { explainedJob } from "./explain-job-dialog.js";
import { type JobColumn, type JobRow, jobColumns } from "./job-columns.js";
import { placedJobs } from "./job-pool-dialog.js";
import { takeJobsOff } from "./place-jobs.js";

/** The id of afserver's own job, which is on every farm and on no pool. */
const systemJob = 1;

export interface JobsTableProps {
  readonly jobs: readonly Job[];
  readonly emptyText?: string;
}

/** Jobs with their pools, how many hosts each has, and what can be done with one or with many. */
export function JobsTable({ jobs, emptyText = t.jobsView.none }: JobsTableProps) {
  const filter = useSignal("");
  const sort = useSignal<Sort<JobColumn>>({ by: "id", down: false });
  const selection = useSignal(noSelection);
  const mayEdit = may("editor");
  const atWork = hostsAtWork.value;
  const shown = useMemo(() => {
    const rows = jobs.map((job) => rowOf(job, atWork.get(job.name) ?? 0));
    return sorted(matching(rows, filter.value), sort.value);
  }, [jobs, atWork, filter.value, sort.value]);
  const columns = useMemo(() => [...jobColumns, actionsColumn(mayEdit)], [mayEdit]);
  if (status.value?.afserver.state === "none") return <Empty title={t.jobsView.noAfserver} />;
  if (jobs.length === 0) return <Empty title={emptyText} />;
  const chosen = chosenRows(selection.value, shown).filter(isPlaceable);
  const onPools = chosen.filter(({ pool }) => pool !== null);
  const put = (which: readonly Job[]) => {
    if (which.length > 0) placedJobs.value = which;
  };
  const takeOff = () => {
    if (onPools.length > 0) void takeJobsOff(onPools);
  };
  const onKey = (key: string, active: JobRow | undefined): boolean => {
    if (key === "Enter" && active) explainedJob.value = active;
    else if (!mayEdit) return false;
    else if (key === "p") put(chosen.length > 0 || !active ? chosen : [active].filter(isPlaceable));
    else if (key === "Delete" || key === "Backspace") takeOff();
    else return false;
    return true;
  };
  return (
    <div class="jobs">
      <div class="bar">
        <SearchField label={t.jobsView.filter} value={filter} isMain />
        <span class="quiet">{t.jobsView.shown(shown.length, jobs.length)}</span>
      </div>
      <Grid
        label={t.jobsView.table}
        of={t.jobs}
        rows={shown}
        rowHeight={32}
        columns={columns}
        sort={sort}
        selection={selection}
        isSelectable={mayEdit}
        onClear={() => {
          filter.value = "";
        }}
        onKey={onKey}
      />
      {mayEdit && chosen.length > 0 && (
        <div class="selection-bar">
          <span aria-live="polite">{t.selected(chosen.length)}</span>
          <button type="button" onClick={() => put(chosen)} title="p">
            <Icon name="move" />
            {t.jobsView.putSome}
          </button>
          <button
            type="button"
            class="danger-quiet"
            onClick={takeOff}
            title="Delete"
            disabled={onPools.length === 0}
          >
            <Icon name="trash" />
            {t.jobsView.takeOffSome}
          </button>
        </div>
      )}
    </div>
  );
}

const known = new WeakMap<Job, JobRow>();

/** The row of a job; the same as before where nothing of it changed: then nothing of it is drawn anew. */
function rowOf(job: Job, busy: number): JobRow {
  const before = known.get(job);
  if (before?.busy === busy) return before;
  const row = { ...job, key: String(job.serial), busy };
  known.set(job, row);
  return row;
}

function isPlaceable({ id }: Job): boolean {
  return id !== systemJob;
}

/** What can be done with one job. */
function actionsColumn(mayEdit: boolean): GridColumn<JobRow, JobColumn> {
  return {
    id: "actions",
    label: t.usersView.actions,
    class: "actions-cell",
    isSortable: false,
    text: () => "",
    draw: (job) => (
      <>
        <button
          type="button"
          class="link"
          tabIndex={-1}
          aria-label={`${t.jobsView.explain}: ${job.name}`}
          onClick={() => {
            explainedJob.value = job;
          }}
        >
          {t.tryView.why}
        </button>
        {mayEdit && isPlaceable(job) && (
          <button
            type="button"
            class="link"
            tabIndex={-1}
            aria-label={`${placeLabel(job)}: ${job.name}`}
            onClick={() => {
              placedJobs.value = [job];
            }}
          >
            {placeLabel(job)}
          </button>
        )}
      </>
    ),
  };
}

function matching(jobs: readonly JobRow[], text: string): readonly JobRow[] {
  const key = text.trim().toLowerCase();
  if (key === "") return jobs;
  return jobs.filter(({ id, name, user, pool, status }) =>
    [String(id), name, user, pool ?? "", status === null ? "" : t.jobsView.statuses[status]].some((value) =>
      value.toLowerCase().includes(key),
    ),
  );
}

function sorted(jobs: readonly JobRow[], { by, down }: Sort<JobColumn>): readonly JobRow[] {
  if (by === "state" || by === "actions") return jobs;
  return sortedBy(jobs, (job) => [job[by] ?? ""], down);
}

/** What the button that opens the choice of a pool is called. */
function placeLabel({ pool, adoption }: Job): string {
  if (adoption) return t.jobsView.adopt;
  return pool === null ? t.jobsView.put : t.jobsView.change;
}
