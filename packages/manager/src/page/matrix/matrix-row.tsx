import type { Pool, Render } from "@afpools/api/client";
import { isHold } from "@afpools/core/internal";
import { Component } from "preact";
import { ForeignText } from "../parts/foreign-text.js";
import { HostState } from "../parts/host-state.js";
import type { VisibleRange } from "../parts/visible-rows.js";
import { membershipOrHeld } from "../server/membership.js";
import { t } from "../texts.js";

export const rowHeight = 26;
export const columnWidth = 34;

export interface MatrixRowProps {
  readonly id: string;
  readonly host: string;
  /** Null where the farm does not know it. */
  readonly online: boolean | null;
  readonly held: Render["held"];
  /** Does a hold keep it out of its pools? */
  readonly isInHold: boolean;
  readonly row: number;
  readonly pools: readonly Pool[];
  readonly columns: VisibleRange;
  /** The column in which the keyboard is; -1 where it is in another row. */
  readonly activeColumn: number;
}

/** A host and its cells. There are many: a row is drawn anew only where something of it changed. */
export class MatrixRow extends Component<MatrixRowProps> {
  override shouldComponentUpdate(next: MatrixRowProps): boolean {
    const { host, online, held, isInHold, row, pools, columns, activeColumn } = this.props;
    return (
      next.host !== host ||
      next.online !== online ||
      next.held !== held ||
      next.isInHold !== isInHold ||
      next.row !== row ||
      next.pools !== pools ||
      next.columns.first !== columns.first ||
      next.columns.end !== columns.end ||
      next.activeColumn !== activeColumn
    );
  }

  override render({ id, host, online, held, isInHold, row, pools, columns, activeColumn }: MatrixRowProps) {
    return (
      <div
        class="row"
        role="row"
        aria-rowindex={row + 2}
        style={{ top: `${row * rowHeight}px`, paddingLeft: `${columns.first * columnWidth}px` }}
      >
        <span role="rowheader" class="host" aria-colindex={1} title={host}>
          <span class="name">
            <ForeignText text={host} />
          </span>{" "}
          <HostState online={online} held={held} isInHold={isInHold} isBrief />
        </span>
        {pools.slice(columns.first, columns.end).map((pool, offset) => {
          const column = columns.first + offset;
          const why = membershipOrHeld(host, pool)?.by;
          const isHeldOut = isInHold && !isHold(pool);
          const isActive = column === activeColumn;
          const state = why === undefined ? "notIn" : why === "name" ? "byName" : "byRule";
          const words = why && isHeldOut ? t.matrixView.heldOut(t.matrixView[state]) : t.matrixView[state];
          return (
            <span
              key={pool.id}
              id={isActive ? id : undefined}
              role="gridcell"
              aria-colindex={column + 2}
              aria-selected={why !== undefined}
              // What is read of the others are their headings.
              aria-label={isActive ? t.matrixView.cell(host, pool.name, words) : undefined}
              class={isActive ? "cell active" : "cell"}
              data-column={column}
              data-row={row}
            >
              {why && (
                <span
                  class={`mark ${why === "name" ? "by-name" : "by-rule"}${isHeldOut ? " held-out" : ""}`}
                  title={isHeldOut ? words : undefined}
                />
              )}
            </span>
          );
        })}
      </div>
    );
  }
}
