import type { Pool } from "@afpools/api/client";
import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { HostState } from "../parts/host-state.js";
import { SearchField } from "../parts/search-field.js";
import { showDone } from "../parts/toasts.js";
import { useVisibleRange } from "../parts/visible-rows.js";
import { copyHosts, removeHosts } from "../pools/edit-pool.js";
import { may, pools } from "../server/live.js";
import { hostNames, hosts, membershipOf } from "../server/membership.js";
import { t } from "../texts.js";

const rowHeight = 26;
const columnWidth = 34;
const nameWidth = 230;

interface Cell {
  readonly row: number;
  readonly column: number;
}

/** All hosts and all pools at one look; a cell is toggled by a click, or by arrows and Space. Only what can be seen is drawn. */
export function MatrixView() {
  const hostFilter = useSignal("");
  const poolFilter = useSignal("");
  const active = useSignal<Cell>({ row: 0, column: 0 });
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const rows = matching(hostNames.value, hostFilter.value);
  const shownPools = pools.value.filter(({ name }) =>
    name.toLowerCase().includes(poolFilter.value.trim().toLowerCase()),
  );
  const visibleRows = useVisibleRange(scroller, rows.length, rowHeight);
  const columns = useVisibleRange(scroller, shownPools.length, columnWidth, "columns");
  const at = {
    row: Math.min(active.value.row, rows.length - 1),
    column: Math.min(active.value.column, shownPools.length - 1),
  };
  const toggle = ({ row, column }: Cell) => {
    const [host, pool] = [rows[row], shownPools[column]];
    if (host === undefined || !pool || !may("editor")) return;
    const why = membershipOf(host, pool);
    if (why?.by === "rule") showDone(t.matrixView.byRuleStays(host, why.rule));
    else if (why) void removeHosts(pool, [host]);
    else void copyHosts(pool, [host]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 4);
    const steps: Readonly<Record<string, Cell>> = {
      ArrowDown: { row: 1, column: 0 },
      ArrowUp: { row: -1, column: 0 },
      ArrowRight: { row: 0, column: 1 },
      ArrowLeft: { row: 0, column: -1 },
      PageDown: { row: page, column: 0 },
      PageUp: { row: -page, column: 0 },
      Home: { row: 0, column: -shownPools.length },
      End: { row: 0, column: shownPools.length },
    };
    const step = Object.hasOwn(steps, event.key) ? steps[event.key] : undefined;
    if (step) {
      active.value = {
        row: within(at.row + step.row, rows.length),
        column: within(at.column + step.column, shownPools.length),
      };
      reveal(scroller.current, active.value);
    } else if (event.key === " " || event.key === "Enter") toggle(at);
    else return;
    event.preventDefault();
  };
  return (
    <section class="matrix-view" aria-labelledby="matrix-title">
      <div class="bar">
        <h1 id="matrix-title">{t.matrix}</h1>
        <SearchField label={t.matrixView.filterHosts} value={hostFilter} isMain />
        <SearchField label={t.matrixView.filterPools} value={poolFilter} />
        <span class="quiet legend">
          <span class="mark by-name" aria-hidden="true" /> {t.matrixView.byName}
          <span class="mark by-rule" aria-hidden="true" /> {t.matrixView.byRule}
        </span>
      </div>
      <div
        ref={scroller}
        class="scroll matrix"
        role="grid"
        tabIndex={0}
        aria-label={t.matrixView.label}
        aria-rowcount={rows.length + 1}
        aria-colcount={shownPools.length + 1}
        aria-activedescendant={
          rows.length > 0 && shownPools.length > 0 ? `${id}-${at.row}-${at.column}` : undefined
        }
        onKeyDown={onKeyDown}
      >
        <div
          class="sheet"
          role="presentation"
          style={{
            width: `${nameWidth + shownPools.length * columnWidth + 60}px`,
            height: `${rows.length * rowHeight}px`,
          }}
        >
          <div
            class="heads"
            role="row"
            aria-rowindex={1}
            style={{ paddingLeft: `${columns.first * columnWidth}px` }}
          >
            <span role="columnheader" class="corner" aria-colindex={1}>
              {t.poolHosts.host}
            </span>
            {shownPools.slice(columns.first, columns.end).map((pool, offset) => (
              <span key={pool.id} role="columnheader" aria-colindex={columns.first + offset + 2}>
                <a href={`/pools/${pool.id}`} tabIndex={-1} title={pool.name}>
                  {pool.name}
                </a>
              </span>
            ))}
          </div>
          {rows.slice(visibleRows.first, visibleRows.end).map((host, offset) => {
            const row = visibleRows.first + offset;
            const render = hosts.value.get(host);
            return (
              <div
                key={host}
                class="row"
                role="row"
                aria-rowindex={row + 2}
                style={{ top: `${row * rowHeight}px`, paddingLeft: `${columns.first * columnWidth}px` }}
              >
                <span role="rowheader" class="host" aria-colindex={1}>
                  <HostState online={render?.online ?? null} held={render?.held} /> {host}
                </span>
                {shownPools.slice(columns.first, columns.end).map((pool, columnOffset) => {
                  const column = columns.first + columnOffset;
                  return (
                    <MatrixCell
                      key={pool.id}
                      id={`${id}-${row}-${column}`}
                      host={host}
                      pool={pool}
                      column={column}
                      isActive={at.row === row && at.column === column}
                      onToggle={() => {
                        active.value = { row, column };
                        toggle({ row, column });
                      }}
                    />
                  );
                })}
              </div>
            );
          })}
        </div>
      </div>
    </section>
  );
}

interface MatrixCellProps {
  readonly id: string;
  readonly host: string;
  readonly pool: Pool;
  readonly column: number;
  readonly isActive: boolean;
  readonly onToggle: () => void;
}

function MatrixCell({ id, host, pool, column, isActive, onToggle }: MatrixCellProps) {
  const why = membershipOf(host, pool);
  const state = why ? (why.by === "name" ? "byName" : "byRule") : "notIn";
  const label = t.matrixView.cell(host, pool.name, t.matrixView[state]);
  return (
    <span
      id={id}
      role="gridcell"
      aria-colindex={column + 2}
      aria-selected={why !== undefined}
      aria-label={label}
      title={label}
      class={isActive ? "cell active" : "cell"}
      onClick={onToggle}
    >
      {why && <span class={why.by === "name" ? "mark by-name" : "mark by-rule"} aria-hidden="true" />}
    </span>
  );
}

function matching(names: readonly string[], text: string): readonly string[] {
  const key = text.trim().toLowerCase();
  return key === "" ? names : names.filter((name) => name.toLowerCase().includes(key));
}

function within(index: number, length: number): number {
  return Math.max(0, Math.min(length - 1, index));
}

function reveal(element: HTMLElement | null, { row, column }: Cell): void {
  if (!element) return;
  const headHeight = 120;
  const [top, left] = [row * rowHeight, column * columnWidth];
  const [height, width] = [
    element.clientHeight - headHeight - rowHeight,
    element.clientWidth - nameWidth - columnWidth,
  ];
  if (top < element.scrollTop) element.scrollTop = top;
  else if (top > element.scrollTop + height) element.scrollTop = top - height;
  if (left < element.scrollLeft) element.scrollLeft = left;
  else if (left > element.scrollLeft + width) element.scrollLeft = left - width;
}
