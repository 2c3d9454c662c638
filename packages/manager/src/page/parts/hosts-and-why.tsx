import { visible } from "@afpools/core/internal";
import { t } from "../texts.js";
import { ForeignText } from "./foreign-text.js";
import { HostLink } from "./host-link.js";
import { HostState, type HostStateProps } from "./host-state.js";
import { RowsTable } from "./rows-table.js";

const rowHeight = 28;

export interface HostAndWhy {
  readonly name: string;
  readonly admitted: boolean;
  /** In a word whether it may render. */
  readonly answer: string;
  readonly state: HostStateProps;
  /** What it renders. */
  readonly jobs: readonly string[];
  readonly why: string;
}

/** Hosts, whether each may render, and why. @param answers the heading over the answers */
export function HostsAndWhy({
  answers,
  rows,
  onClear,
}: {
  readonly answers: string;
  readonly rows: readonly HostAndWhy[];
  /** Shows all rows again; absent where nothing hides any. */
  readonly onClear?: () => void;
}) {
  return (
    <RowsTable
      label={t.tryView.hostsTable}
      rows={rows}
      rowHeight={rowHeight}
      columns={4}
      of={t.hostsView.title}
      onClear={onClear}
      head={
        <>
          <th scope="col" class="column-host">
            {t.poolHosts.host}
          </th>
          <th scope="col" class="column-in">
            {answers}
          </th>
          <th scope="col" class="column-state">
            {t.poolHosts.state}
          </th>
          <th scope="col">{t.tryView.why}</th>
        </>
      }
      draw={({ name, admitted, answer, state, jobs, why }, index) => (
        <tr key={name} aria-rowindex={index} class={admitted ? "admitted" : "refused"}>
          <td class="name">
            <HostLink name={name} />
          </td>
          <td>{answer}</td>
          <td>
            <HostState {...state} />{" "}
            <span class="quiet" title={visible(jobs.join(", "))}>
              <ForeignText text={jobs.join(", ")} />
            </span>
          </td>
          <td title={visible(why)}>
            <ForeignText text={why} />
          </td>
        </tr>
      )}
    />
  );
}
