import type { Job } from "@afpools/api/client";
import { visible } from "@afpools/core";
import { useSignal } from "@preact/signals";
import { Empty } from "../parts/empty.js";
import { ForeignText } from "../parts/foreign-text.js";
import { RowsTable } from "../parts/rows-table.js";
import { SearchField } from "../parts/search-field.js";
import { type Sort, SortHead } from "../parts/sort.js";
import { may, status } from "../server/live.js";
import { hostsAtWork } from "../server/membership.js";
import { t } from "../texts.js";
import { explainedJob } from "./explain-job-dialog.js";
import { placedJob } from "./job-pool-dialog.js";

const rowHeight = 32;
/** The id of afserver's own job, which is on every farm and on no pool. */
const systemJob = 1;

type Column = "id" | "name" | "user" | "pool" | "hosts" | "online" | "busy" | "standing";

/** A job with how many hosts render it now. */
type Row = Job & { readonly busy: number };

export interface JobsTableProps {
  readonly jobs: readonly Job[];
  readonly emptyText?: string;
}

/** Jobs with their pools, how many hosts each has, and what can be done with them. */
export function JobsTable({ jobs, emptyText = t.jobsView.none }: JobsTableProps) {
  const filter = useSignal("");
  const sort = useSignal<Sort<Column>>({ by: "id", down: false });
  const rows = jobs.map((job) => ({ ...job, busy: hostsAtWork.value.get(job.name) ?? 0 }));
  const shown = sorted(matching(rows, filter.value), sort.value);
  const mayEdit = may("editor");
  if (status.value?.afserver.state === "none") return <Empty title={t.jobsView.noAfserver} />;
  if (jobs.length === 0) return <Empty title={emptyText} />;
  const head = {
    sort: sort.value,
    onSort: (next: Sort<Column>) => {
      sort.value = next;
    },
  };
  return (
    <div class="jobs">
      <div class="bar">
        <SearchField label={t.jobsView.filter} value={filter} />
        <span class="quiet">{shown.length}</span>
      </div>
      <RowsTable
        label={t.jobsView.table}
        rows={shown}
        rowHeight={rowHeight}
        columns={10}
        head={
          <>
            <SortHead column="id" {...head} class="number">
              {t.jobsView.id}
            </SortHead>
            <SortHead column="name" {...head}>
              {t.jobsView.job}
            </SortHead>
            <SortHead column="user" {...head}>
              {t.jobsView.user}
            </SortHead>
            <th scope="col" class="column-state">
              {t.jobsView.state}
            </th>
            <SortHead column="pool" {...head}>
              {t.jobsView.pool}
            </SortHead>
            <SortHead column="hosts" {...head} class="number">
              {t.jobsView.hosts}
            </SortHead>
            <SortHead column="online" {...head} class="number">
              {t.jobsView.online}
            </SortHead>
            <SortHead column="busy" {...head} class="number">
              <span title={t.jobsView.busyHelp}>{t.jobsView.busy}</span>
            </SortHead>
            <SortHead column="standing" {...head}>
              {t.jobsView.standing}
            </SortHead>
            <th scope="col" class="column-actions">
              <span class="visually-hidden">{t.usersView.actions}</span>
            </th>
          </>
        }
        noMatch={t.jobsView.noMatch}
        draw={(job, index) => <JobRow key={job.serial} job={job} index={index} mayEdit={mayEdit} />}
      />
    </div>
  );
}

function JobRow({
  job,
  index,
  mayEdit,
}: {
  readonly job: Row;
  readonly index: number;
  readonly mayEdit: boolean;
}) {
  const { id, name, user, state, pool, hosts, online, busy, standing, why, stopped } = job;
  return (
    <tr aria-rowindex={index}>
      <td class="number column-id">{id}</td>
      <td class="name column-name" title={visible(name)}>
        <ForeignText text={name} />
      </td>
      <td class="column-user" title={visible(user)}>
        <ForeignText text={user} />
      </td>
      <td class="code column-state" title={stopped === null ? undefined : visible(stopped)}>
        {state.join(" ")}
      </td>
      <td>
        {pool === null ? (
          <span class="quiet">–</span>
        ) : (
          <a href={`/try?expression=${encodeURIComponent(pool)}`} title={pool}>
            <ForeignText text={pool} />
          </a>
        )}
      </td>
      <td class="number column-hosts">{hosts ?? "?"}</td>
      <td class={online === 0 ? "number column-online warning" : "number column-online"}>{online ?? "?"}</td>
      <td class="number column-busy">{busy}</td>
      <td
        class="column-standing"
        title={
          [why, stopped]
            .filter(Boolean)
            .map((text) => visible(text ?? ""))
            .join(" ") || undefined
        }
      >
        {standing && <span class={`standing ${standing}`}>{t.jobsView.standings[standing]}</span>}
        {why && <span class="quiet"> {why}</span>}
        {stopped && (
          <span class="quiet">
            {" "}
            <ForeignText text={stopped} />
          </span>
        )}
      </td>
      <td class="actions-cell">
        <button
          type="button"
          class="link"
          aria-label={`${t.jobsView.explain}: ${name}`}
          onClick={() => {
            explainedJob.value = job;
          }}
        >
          {t.tryView.why}
        </button>
        {mayEdit && id !== systemJob && (
          <button
            type="button"
            class="link"
            aria-label={`${placeLabel(job)}: ${name}`}
            onClick={() => {
              placedJob.value = job;
            }}
          >
            {placeLabel(job)}
          </button>
        )}
      </td>
    </tr>
  );
}

function matching(jobs: readonly Row[], text: string): readonly Row[] {
  const key = text.trim().toLowerCase();
  if (key === "") return jobs;
  return jobs.filter(({ id, name, user, pool, standing }) =>
    [String(id), name, user, pool ?? "", standing ?? ""].some((value) => value.toLowerCase().includes(key)),
  );
}

function sorted(jobs: readonly Row[], { by, down }: Sort<Column>): readonly Row[] {
  const sign = down ? -1 : 1;
  return [...jobs].sort((a, b) => sign * compare(a[by], b[by]) || a.id - b.id);
}

function compare(a: string | number | null, b: string | number | null): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a ?? "").localeCompare(String(b ?? ""), "en", { numeric: true });
}

/** What the button that opens the choice of a pool is called. */
function placeLabel({ pool, adoption }: Job): string {
  if (adoption) return t.jobsView.adopt;
  return pool === null ? t.jobsView.put : t.jobsView.change;
}
