import type { Pool } from "@afpools/api/client";
import { useSignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { ForeignText } from "../parts/foreign-text.js";
import { Icon } from "../parts/icon.js";
import { SearchField } from "../parts/search-field.js";
import { useVisibleRange } from "../parts/visible-rows.js";
import { may, pools } from "../server/live.js";
import { countsOf } from "../server/membership.js";
import { t } from "../texts.js";
import { drop, mayDrop } from "./drag-hosts.js";
import { newPoolIsOpen } from "./new-pool.js";

const itemHeight = 40;

/** All pools with their counts; each takes hosts that are dropped on it. */
export function PoolList({ chosen }: { readonly chosen: string | undefined }) {
  const search = useSignal("");
  const shown = matching(pools.value, search.value);
  const scroller = useRef<HTMLDivElement>(null);
  const { first, end } = useVisibleRange(scroller, shown.length, itemHeight);
  const { route } = useLocation();
  useEffect(
    () =>
      reveal(
        scroller.current,
        shown.findIndex(({ id }) => id === chosen),
      ),
    [chosen],
  );
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const at = shown.findIndex(({ id }) => id === chosen);
    const next = shown[at + step];
    if (step === 0 || !next) return;
    event.preventDefault();
    route(`/pools/${next.id}`);
  };
  return (
    <section class="pool-list" aria-label={t.pools}>
      <div class="bar">
        <SearchField label={t.pool.search} value={search} isMain />
        {may("editor") && (
          <button
            type="button"
            class="icon"
            aria-label={t.pool.new}
            title={`${t.pool.new} (n)`}
            onClick={() => {
              newPoolIsOpen.value = true;
            }}
          >
            <Icon name="plus" />
          </button>
        )}
      </div>
      <nav ref={scroller} class="scroll" aria-label={t.pools} onKeyDown={onKeyDown}>
        <ul
          style={{
            paddingTop: `${first * itemHeight}px`,
            paddingBottom: `${(shown.length - end) * itemHeight}px`,
          }}
        >
          {shown.slice(first, end).map((pool) => (
            <PoolItem key={pool.id} pool={pool} isChosen={pool.id === chosen} />
          ))}
        </ul>
        {shown.length === 0 && pools.value.length > 0 && <p class="quiet pad">{t.pool.none}</p>}
      </nav>
    </section>
  );
}

function PoolItem({ pool, isChosen }: { readonly pool: Pool; readonly isChosen: boolean }) {
  const [isOver, setOver] = useState(false);
  const counts = countsOf(pool);
  return (
    <li class={isOver ? "drop-target" : undefined}>
      <a
        href={`/pools/${pool.id}`}
        aria-current={isChosen ? "page" : undefined}
        onDragOver={(event) => {
          if (!mayDrop(pool)) return;
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          drop(event, pool);
        }}
      >
        <span class="name">
          <ForeignText text={pool.name} />
        </span>
        <span class="counts" title={t.pool.counts(counts.online, counts.busy, counts.all)}>
          <Meter {...counts} />
          <span class="visually-hidden">{t.pool.counts(counts.online, counts.busy, counts.all)}</span>
          <span class="number" aria-hidden="true">
            {counts.online}
            <span class="quiet">/{counts.all}</span>
          </span>
        </span>
      </a>
    </li>
  );
}

/** A bar: how many of all are online, and of these at work. */
function Meter({
  all,
  online,
  busy,
}: {
  readonly all: number;
  readonly online: number;
  readonly busy: number;
}) {
  const part = (number: number) => `${all === 0 ? 0 : (number / all) * 100}%`;
  return (
    <span class="meter" aria-hidden="true">
      <span class="online" style={{ width: part(online) }} />
      <span class="busy" style={{ width: part(Math.min(busy, online)) }} />
    </span>
  );
}

function matching(all: readonly Pool[], text: string): readonly Pool[] {
  const key = text.trim().toLowerCase();
  return key === "" ? all : all.filter(({ name }) => name.toLowerCase().includes(key));
}

/** Scrolls an item of the list into view. */
function reveal(scroller: HTMLElement | null, index: number): void {
  if (!scroller || index < 0) return;
  const top = index * itemHeight;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top + itemHeight > scroller.scrollTop + scroller.clientHeight)
    scroller.scrollTop = top + itemHeight - scroller.clientHeight;
}
