import { visible } from "@afpools/core";
import { ForeignText } from "../parts/foreign-text.js";
import { HostState } from "../parts/host-state.js";
import { endDrag } from "../pools/drag-hosts.js";
import { t } from "../texts.js";
import type { HostRow } from "./host-rows.js";

export interface HostTableRowProps {
  readonly id: string;
  readonly row: HostRow;
  readonly index: number;
  readonly isSelected: boolean;
  readonly isActive: boolean;
  /** May the person take it elsewhere? */
  readonly isEditable: boolean;
  readonly onClick: (event: MouseEvent) => void;
  readonly onToggle: () => void;
  readonly onDragStart: (event: DragEvent) => void;
}

/** A host of a pool: it is selected by a click, and dragged to another pool. */
export function HostTableRow({
  id,
  row,
  index,
  isSelected,
  isActive,
  isEditable,
  onClick,
  onToggle,
  onDragStart,
}: HostTableRowProps) {
  const { name, online, held, jobs, tasks, address, engine, why, others } = row;
  const rendered = jobs.join(", ");
  const reason = why.by === "name" ? t.poolHosts.byName : t.poolHosts.byRule(why.rule);
  const otherNames = others.map((other) => other.name).join(", ");
  return (
    <tr
      id={id}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      class={isActive ? "active" : undefined}
      draggable={isEditable}
      onClick={onClick}
      onDragStart={onDragStart}
      onDragEnd={endDrag}
    >
      {isEditable && (
        <td class="check-cell">
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={t.poolHosts.select(name)}
            checked={isSelected}
            onClick={(event) => event.stopPropagation()}
            onChange={onToggle}
          />
        </td>
      )}
      <td class="name" title={visible(name)}>
        <ForeignText text={name} />
      </td>
      <td>
        <HostState online={online} held={held} />
      </td>
      <td title={rendered}>
        {tasks > 1 && <span class="badge">{tasks}</span>} <ForeignText text={rendered} />
      </td>
      <td title={reason}>{reason}</td>
      <td title={otherNames}>
        <ForeignText text={otherNames} />
      </td>
      <td class="code" title={address}>
        {address}
      </td>
      <td>{engine}</td>
    </tr>
  );
}
