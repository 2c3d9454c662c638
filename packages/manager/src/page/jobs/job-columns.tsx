import type { Job } from "@afpools/api/client";
import { ForeignText } from "../parts/foreign-text.js";
import type { GridColumn, GridRow } from "../parts/grid.js";
import { t } from "../texts.js";

export type JobColumn =
  | "id"
  | "name"
  | "user"
  | "state"
  | "pool"
  | "hosts"
  | "online"
  | "busy"
  | "status"
  | "actions";

/** A job with how many hosts render it now; its key is its serial, for an id or a name may be another job's by now. */
export type JobRow = Job & GridRow & { readonly busy: number };

/** Why a job does not follow its pool, and what stops it. */
const troubles = ({ why, stopped }: Job): string => [why, stopped].filter(Boolean).join(" ");

const shownNumber = (number: number | null) => number?.toLocaleString("en") ?? "?";

/** What a table of jobs shows of each. */
export const jobColumns: readonly GridColumn<JobRow, JobColumn>[] = [
  { id: "id", label: t.jobsView.id, class: "number", text: ({ id }) => String(id) },
  { id: "name", label: t.jobsView.job, class: "name", text: ({ name }) => name },
  { id: "user", label: t.jobsView.user, text: ({ user }) => user },
  {
    id: "state",
    label: t.jobsView.state,
    class: "code",
    isSortable: false,
    text: ({ state, stopped }) => stopped ?? state.join(" "),
    draw: ({ state }) => state.join(" "),
  },
  {
    id: "pool",
    label: t.jobsView.pool,
    text: ({ pool }) => pool ?? "",
    draw: ({ pool }) =>
      pool === null ? (
        <span class="quiet">–</span>
      ) : (
        <a href={`/try?expression=${encodeURIComponent(pool)}`}>
          <ForeignText text={pool} />
        </a>
      ),
  },
  { id: "hosts", label: t.jobsView.hosts, class: "number", text: ({ hosts }) => shownNumber(hosts) },
  {
    id: "online",
    label: t.jobsView.online,
    class: "number",
    text: ({ online }) => shownNumber(online),
    draw: ({ online }) => <span class={online === 0 ? "warning" : undefined}>{shownNumber(online)}</span>,
  },
  {
    id: "busy",
    label: t.jobsView.busy,
    help: t.jobsView.busyHelp,
    class: "number",
    text: ({ busy }) => shownNumber(busy),
  },
  {
    id: "status",
    label: t.jobsView.status,
    text: (job) => troubles(job),
    draw: (job) => (
      <div class="status-and-why">
        {job.status && <span class={`status ${job.status}`}>{t.jobsView.statuses[job.status]}</span>}{" "}
        <span class="quiet why">
          <ForeignText text={troubles(job)} />
        </span>
      </div>
    ),
  },
];
