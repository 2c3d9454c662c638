import { useSignal } from "@preact/signals";
import { Fragment } from "preact";
import { useMemo } from "preact/hooks";
import { useLocation } from "preact-iso";
import { Empty } from "../parts/empty.js";
import { ForeignText } from "../parts/foreign-text.js";
import { HostLink } from "../parts/host-link.js";
import { SearchField } from "../parts/search-field.js";
import { membersOf } from "../server/membership.js";
import { largestPairs, type PoolPair, poolsOfPairs } from "./overlap.js";
import { o } from "./overlap-texts.js";
import "./overlap.css";
import { type PoolOverlap, useOverlap } from "./read-overlap.js";

/** How many pairs the table lists, and how many pools the picture has. */
const mostPairs = 200;
const mostPools = 30;

export interface OverlapViewProps {
  /** The ids of two pools whose shared hosts are listed; empty for none. */
  readonly first: string;
  readonly second: string;
}

/** Which pools share how many hosts, and which those are. */
export function OverlapView({ first, second }: OverlapViewProps) {
  const { route } = useLocation();
  const filter = useSignal("");
  const overlap = useOverlap();
  const found = useMemo(() => {
    if (!overlap) return undefined;
    const key = filter.value.trim().toLowerCase();
    const isShown = (place: number) => overlap.pools[place]?.name.toLowerCase().includes(key) === true;
    return largestPairs(overlap, isShown, mostPairs);
  }, [overlap, filter.value]);
  const choose = (pair: PoolPair) => {
    const [one, other] = [overlap?.pools[pair.first], overlap?.pools[pair.second]];
    if (one && other) route(`/overlap?first=${one.id}&second=${other.id}`, true);
  };
  return (
    <section class="overlap-view" aria-labelledby="overlap-title">
      <div class="bar">
        <h1 id="overlap-title">{o.title}</h1>
        <SearchField label={o.filter} value={filter} isMain />
        {found && found.count > 0 && (
          <span class="quiet" aria-live="polite">
            {o.shownOf(found.pairs.length, found.count)}
          </span>
        )}
      </div>
      {!overlap || !found ? (
        <p class="quiet pad">{o.working}</p>
      ) : found.count === 0 ? (
        <Empty title={o.none}>
          <p>{o.noneText}</p>
        </Empty>
      ) : (
        <div class="overlap-parts scroll">
          <HeatMap overlap={overlap} pairs={found.pairs} onChoose={choose} />
          <PairTable
            overlap={overlap}
            pairs={found.pairs}
            isChosen={(pair) =>
              overlap.pools[pair.first]?.id === first && overlap.pools[pair.second]?.id === second
            }
            onChoose={choose}
          />
          <SharedHosts overlap={overlap} first={first} second={second} />
        </div>
      )}
    </section>
  );
}

interface PairsProps {
  readonly overlap: PoolOverlap;
  readonly pairs: readonly PoolPair[];
  readonly onChoose: (pair: PoolPair) => void;
}

/** The pools of the largest pairs against each other. A picture: the table beside it says the same, and takes the keyboard. */
function HeatMap({ overlap, pairs, onChoose }: PairsProps) {
  const places = useMemo(() => poolsOfPairs(pairs, mostPools), [pairs]);
  const most = pairs[0]?.shared ?? 1;
  const onClick = (event: MouseEvent) => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-pair]") : null;
    const [a, b] = (cell?.dataset.pair ?? "").split(",").map(Number);
    if (a === undefined || b === undefined || Number.isNaN(b)) return;
    const [first, second] = [Math.min(a, b), Math.max(a, b)];
    onChoose({ first, second, shared: overlap.shared[first * overlap.size + second] ?? 0 });
  };
  return (
    <figure class="heat-map" aria-hidden="true" onClick={onClick}>
      <div
        class="heat-cells"
        style={{ gridTemplateColumns: `minmax(60px, 12em) repeat(${places.length}, minmax(10px, 26px))` }}
      >
        {places.map((row) => (
          <Fragment key={row}>
            <span class="heat-name">{overlap.pools[row]?.name}</span>
            {places.map((column) => {
              const shared = overlap.shared[row * overlap.size + column] ?? 0;
              if (row === column) return <span key={`${row},${column}`} class="heat-cell self" />;
              if (shared === 0) return <span key={`${row},${column}`} class="heat-cell" />;
              const strength = 12 + Math.round((shared / most) * 88);
              return (
                <span
                  key={`${row},${column}`}
                  class="heat-cell some"
                  data-pair={`${row},${column}`}
                  title={o.show(overlap.pools[row]?.name ?? "", overlap.pools[column]?.name ?? "", shared)}
                  style={{ background: `color-mix(in oklab, var(--accent) ${strength}%, var(--panel))` }}
                />
              );
            })}
          </Fragment>
        ))}
      </div>
      <figcaption class="quiet">{o.picture}</figcaption>
    </figure>
  );
}

function PairTable({
  overlap,
  pairs,
  isChosen,
  onChoose,
}: PairsProps & { readonly isChosen: (pair: PoolPair) => boolean }) {
  const sizeOf = (place: number) => overlap.shared[place * overlap.size + place] ?? 0;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be reached by the keyboard
    <div class="pair-table" role="region" tabIndex={0} aria-label={o.pairs}>
      <table>
        <thead>
          <tr>
            <th scope="col">{o.pool}</th>
            <th scope="col">{o.other}</th>
            <th scope="col">{o.shared}</th>
            <th scope="col">{o.ofPool}</th>
            <th scope="col">{o.ofOther}</th>
          </tr>
        </thead>
        <tbody>
          {pairs.map((pair) => {
            const [first, second] = [overlap.pools[pair.first], overlap.pools[pair.second]];
            if (!first || !second) return null;
            return (
              <tr key={`${first.id} ${second.id}`} class={isChosen(pair) ? "chosen" : undefined}>
                <th scope="row">
                  <ForeignText text={first.name} />
                </th>
                <td>
                  <ForeignText text={second.name} />
                </td>
                <td class="number">
                  <button
                    type="button"
                    aria-pressed={isChosen(pair)}
                    aria-label={o.show(first.name, second.name, pair.shared)}
                    onClick={() => onChoose(pair)}
                  >
                    {pair.shared.toLocaleString("en")}
                  </button>
                </td>
                <td class="number">{o.percent(pair.shared, sizeOf(pair.first))}</td>
                <td class="number">{o.percent(pair.shared, sizeOf(pair.second))}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** The hosts of two pools that somebody chose. */
function SharedHosts({ overlap, first, second }: OverlapViewProps & { readonly overlap: PoolOverlap }) {
  const one = overlap.pools.find(({ id }) => id === first);
  const other = overlap.pools.find(({ id }) => id === second);
  if (!one || !other) return null;
  const inOther = new Set(membersOf(other).map(({ name }) => name.toLowerCase()));
  const names = membersOf(one).flatMap(({ name }) => (inOther.has(name.toLowerCase()) ? [name] : []));
  return (
    <section class="shared-hosts" aria-labelledby="shared-hosts">
      <h2 id="shared-hosts" aria-live="polite">
        {o.show(one.name, other.name, names.length)}
      </h2>
      <p>
        <a href={`/usage?pool=${one.id}&with=${other.id}`}>{o.usage}</a>
      </p>
      <ul>
        {names.map((name) => (
          <li key={name}>
            <HostLink name={name} />
          </li>
        ))}
      </ul>
    </section>
  );
}
