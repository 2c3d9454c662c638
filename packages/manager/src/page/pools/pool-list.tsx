import type { Pool } from "@afpools/api/client";
import { signal, useSignal } from "@preact/signals";
import { type MutableRef, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { ForeignText } from "../parts/foreign-text.js";
import { Icon } from "../parts/icon.js";
import { NoMatch } from "../parts/no-match.js";
import { SearchField } from "../parts/search-field.js";
import { useVisibleRange } from "../parts/visible-rows.js";
import { waitingJobs } from "../server/jobs-on-pool.js";
import { listedPools, may } from "../server/live.js";
import { countsOf, type PoolCounts } from "../server/membership.js";
import { t } from "../texts.js";
import { drop, mayDrop } from "./drag-hosts.js";
import { newPoolIsOpen } from "./new-pool.js";

const itemHeight = 40;

const orders = ["name", "free", "waiting"] as const;

/** In which order the pools are shown, as long as the page is open. */
const order = signal<(typeof orders)[number]>("name");

/** All pools with their counts; each takes hosts that are dropped on it. */
export function PoolList({ chosen }: { readonly chosen: string | undefined }) {
  const search = useSignal("");
  const shown = sorted(matching(listedPools.value, search.value), order.value);
  const scroller = useRef<HTMLDivElement>(null);
  const { first, end } = useVisibleRange(scroller, shown.length, itemHeight);
  const { route } = useLocation();
  /** Is the pool that is chosen next to have the keyboard? */
  const takesKeyboard = useRef(false);
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
    if (event.key === "ArrowRight" || (event.key === "Enter" && isOfChosen(event.target))) {
      event.preventDefault();
      focusHosts();
    }
    if (step === 0 || !next) return;
    event.preventDefault();
    takesKeyboard.current = true;
    route(`/pools/${next.id}`);
  };
  return (
    <section class="pool-list" aria-label={t.pools}>
      <div class="bar">
        <SearchField
          label={t.pool.search}
          value={search}
          isMain
          onEnter={() => {
            const [first] = shown;
            if (!first) return;
            route(`/pools/${first.id}`);
            // They are there once the page is drawn.
            requestAnimationFrame(focusHosts);
          }}
        />
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
        <select
          aria-label={t.pool.sort}
          title={t.pool.sort}
          value={order.value}
          onChange={(event) => {
            order.value = orders.find((name) => name === event.currentTarget.value) ?? "name";
          }}
        >
          {orders.map((name) => (
            <option key={name} value={name}>
              {t.pool.sorts[name]}
            </option>
          ))}
        </select>
      </div>
      <nav ref={scroller} class="scroll" aria-label={t.pools} onKeyDown={onKeyDown}>
        <ul
          style={{
            paddingTop: `${first * itemHeight}px`,
            paddingBottom: `${(shown.length - end) * itemHeight}px`,
          }}
        >
          {shown.slice(first, end).map((pool) => (
            <PoolItem key={pool.id} pool={pool} isChosen={pool.id === chosen} takesKeyboard={takesKeyboard} />
          ))}
        </ul>
        {shown.length === 0 && (
          <NoMatch
            of={t.pools}
            onClear={() => {
              search.value = "";
            }}
          />
        )}
      </nav>
    </section>
  );
}

/** From the pool to its hosts. */
function focusHosts(): void {
  document.querySelector<HTMLElement>('.pool-page [role="grid"]')?.focus();
}

function isOfChosen(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[aria-current="page"]') !== null;
}

interface PoolItemProps {
  readonly pool: Pool;
  readonly isChosen: boolean;
  readonly takesKeyboard: MutableRef<boolean>;
}

function PoolItem({ pool, isChosen, takesKeyboard }: PoolItemProps) {
  const [isOver, setOver] = useState(false);
  const link = useRef<HTMLAnchorElement>(null);
  useLayoutEffect(() => {
    if (!isChosen || !takesKeyboard.current) return;
    takesKeyboard.current = false;
    link.current?.focus({ preventScroll: true });
  }, [isChosen]);
  const counts = countsOf(pool);
  const waiting = waitingJobs.value.get(pool.id) ?? 0;
  const told = waiting === 0 ? t.pool.counts(counts) : `${t.pool.counts(counts)}, ${t.pool.waiting(waiting)}`;
  return (
    <li class={isOver ? "drop-target" : undefined}>
      <a
        ref={link}
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
        <span class="counts" title={told}>
          {waiting > 0 && (
            <span class="badge waiting" aria-hidden="true">
              {waiting}
            </span>
          )}
          <Meter {...counts} />
          <span class="visually-hidden">{told}</span>
          <span class="number" aria-hidden="true">
            {counts.free}
            <span class="quiet">/{counts.all}</span>
          </span>
        </span>
      </a>
    </li>
  );
}

/** A bar of all hosts: those that are free, busy and held, in this order. */
function Meter({ all, free, busy, held }: PoolCounts) {
  const part = (number: number) => `${all === 0 ? 0 : (number / all) * 100}%`;
  return (
    <span class="meter" aria-hidden="true">
      <span class="free" style={{ width: part(free) }} />
      <span class="busy" style={{ width: part(busy) }} />
      <span class="held" style={{ width: part(held) }} />
    </span>
  );
}

/** Those with the most free hosts, or the most jobs that wait, first; in the order of their names where they have as many. */
function sorted(all: readonly Pool[], by: (typeof orders)[number]): readonly Pool[] {
  if (by === "name") return all;
  const worthOf = (pool: Pool) =>
    by === "free" ? countsOf(pool).free : (waitingJobs.value.get(pool.id) ?? 0);
  return all
    .map((pool) => ({ pool, worth: worthOf(pool) }))
    .sort((a, b) => b.worth - a.worth)
    .map(({ pool }) => pool);
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
