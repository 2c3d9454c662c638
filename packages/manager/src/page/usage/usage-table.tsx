import type { UsagePoint } from "@afpools/core/internal";
import { useState } from "preact/hooks";
import { shownTime } from "../parts/shown-time.js";
import { u } from "./usage-texts.js";

const columns = ["free", "busy", "held", "offline", "jobsWaiting", "tasksWaiting", "jobsStarted"] as const;

/** All that the charts show, as text: the newest first. */
export function UsageTable({
  points,
  name,
}: {
  readonly points: readonly UsagePoint[];
  readonly name: string;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{u.table}</summary>
      {isOpen && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard.
        <div class="usage-table" tabIndex={0} role="region" aria-label={`${u.title}: ${name}`}>
          <table>
            <thead>
              <tr>
                <th scope="col">{u.time}</th>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {u[column]}
                  </th>
                ))}
                <th scope="col">{u.waitColumn}</th>
              </tr>
            </thead>
            <tbody>
              {[...points].reverse().map((point) => (
                <tr key={point.at}>
                  <th scope="row">{shownTime(point.at)}</th>
                  {columns.map((column) => (
                    <td key={column}>{u.number(point[column])}</td>
                  ))}
                  <td>{point.wait === null ? u.none : u.seconds(point.wait)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
