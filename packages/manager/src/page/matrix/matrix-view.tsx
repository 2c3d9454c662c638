import type { Pool } from "@afpools/api/client";
import { hostKey } from "@afpools/core";
import { useSignal } from "@preact/signals";
import { useId, useMemo, useRef } from "preact/hooks";
import { ForeignText } from "../parts/foreign-text.js";
import { NoMatch } from "../parts/no-match.js";
import { SearchField } from "../parts/search-field.js";
import { useVisibleRange } from "../parts/visible-rows.js";
import { copyHosts, removeHosts } from "../pools/edit-pool.js";
import { holdOfHost } from "../server/holds.js";
import { listedPools, may } from "../server/live.js";
import { hostNames, hosts, membershipOrHeld } from "../server/membership.js";
import { t } from "../texts.js";
import { columnWidth, MatrixRow, rowHeight } from "./matrix-row.js";

const shortestName = 10;
/** The longest name that is shown in full, in characters. */
const longestName = 40;

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
  const rows = useMemo(
    () => matching(hostNames.value, hostFilter.value, (name) => name),
    [hostNames.value, hostFilter.value],
  );
  const shown = useMemo(
    () => matching(listedPools.value, poolFilter.value, (pool) => pool.name),
    [listedPools.value, poolFilter.value],
  );
  const nameLength = useMemo(
    () => rows.reduce((longest, name) => Math.min(longestName, Math.max(longest, name.length)), shortestName),
    [rows],
  );
  const visible = useVisibleRange(scroller, rows.length, rowHeight);
  const columns = useVisibleRange(scroller, shown.length, columnWidth, "columns");
  const at = {
    row: Math.min(active.value.row, rows.length - 1),
    column: Math.min(active.value.column, shown.length - 1),
  };
  const isDrawn =
    at.row >= visible.first && at.row < visible.end && at.column >= columns.first && at.column < columns.end;
  const onClick = (event: MouseEvent) => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-column]") : null;
    if (!cell) return;
    active.value = { row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
    toggle(rows[active.value.row], shown[active.value.column]);
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
      Home: { row: 0, column: -shown.length },
      End: { row: 0, column: shown.length },
    };
    const step = Object.hasOwn(steps, event.key) ? steps[event.key] : undefined;
    if (step) {
      active.value = {
        row: within(at.row + step.row, rows.length),
        column: within(at.column + step.column, shown.length),
      };
      reveal(scroller.current, active.value);
    } else if (event.key === " " || event.key === "Enter") toggle(rows[at.row], shown[at.column]);
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
          {holdOfHost.value.size > 0 && (
            <>
              <span class="mark by-name held-out" aria-hidden="true" /> {t.matrixView.heldMember}
            </>
          )}
        </span>
      </div>
      <div
        ref={scroller}
        class="scroll matrix"
        role="grid"
        tabIndex={0}
        aria-label={t.matrixView.label}
        aria-rowcount={rows.length + 1}
        aria-colcount={shown.length + 1}
        aria-activedescendant={isDrawn ? `${id}-active` : undefined}
        onKeyDown={onKeyDown}
        onClick={onClick}
      >
        <div
          class="sheet"
          role="presentation"
          style={{
            "--name-width": `${nameLength * 0.6 + 6}em`,
            "--columns": shown.length,
            "--rows": rows.length,
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
            {shown.slice(columns.first, columns.end).map((pool, offset) => (
              <span
                key={pool.id}
                role="columnheader"
                aria-colindex={columns.first + offset + 2}
                class={columns.first + offset === at.column ? "active" : undefined}
              >
                <a href={`/pools/${pool.id}`} tabIndex={-1} title={pool.name}>
                  <ForeignText text={pool.name} />
                </a>
              </span>
            ))}
          </div>
          {rows.slice(visible.first, visible.end).map((host, offset) => {
            const { online = null, held = null } = hosts.value.get(host) ?? {};
            return (
              <MatrixRow
                key={host}
                id={`${id}-active`}
                host={host}
                online={online}
                held={held}
                isInHold={holdOfHost.value.has(hostKey(host))}
                row={visible.first + offset}
                pools={shown}
                columns={columns}
                activeColumn={at.row === visible.first + offset ? at.column : -1}
              />
            );
          })}
        </div>
      </div>
      {(rows.length === 0 || shown.length === 0) && (
        <NoMatch
          of={rows.length === 0 ? t.hostsView.title : t.pools}
          onClear={() => {
            hostFilter.value = "";
            poolFilter.value = "";
          }}
        />
      )}
    </section>
  );
}

function toggle(host: string | undefined, pool: Pool | undefined): void {
  if (host === undefined || !pool || !may("editor")) return;
  const why = membershipOrHeld(host, pool);
  if (why) void removeHosts(pool, [host]);
  else void copyHosts(pool, [host]);
}

function matching<T>(items: readonly T[], text: string, nameOf: (item: T) => string): readonly T[] {
  const key = text.trim().toLowerCase();
  return key === "" ? items : items.filter((item) => nameOf(item).toLowerCase().includes(key));
}

function within(index: number, length: number): number {
  return Math.max(0, Math.min(length - 1, index));
}

function reveal(element: HTMLElement | null, { row, column }: Cell): void {
  if (!element) return;
  const [top, left] = [row * rowHeight, column * columnWidth];
  const corner = element.querySelector<HTMLElement>(".corner");
  const height = element.clientHeight - (corner?.offsetHeight ?? 0) - rowHeight;
  const width = element.clientWidth - (corner?.offsetWidth ?? 0) - columnWidth;
  if (top < element.scrollTop) element.scrollTop = top;
  else if (top > element.scrollTop + height) element.scrollTop = top - height;
  if (left < element.scrollLeft) element.scrollLeft = left;
  else if (left > element.scrollLeft + width) element.scrollLeft = left - width;
}
