import type { Pool } from "@afpools/api/client";
import { signal } from "@preact/signals";
import { useId, useState } from "preact/hooks";
import { Dialog } from "../parts/dialog.js";
import { staysInSight, takesFocus } from "../parts/focus.js";
import { ForeignText } from "../parts/foreign-text.js";
import { NoMatch } from "../parts/no-match.js";
import { listedPools } from "../server/live.js";
import { countsOf } from "../server/membership.js";
import { t } from "../texts.js";

interface Picking {
  readonly title: string;
  readonly isOffered: (pool: Pool) => boolean;
  readonly answer: (pool: Pool | undefined) => void;
}

const picking = signal<Picking | undefined>(undefined);

/** Lets a person pick a pool. Resolves with nothing when they did not. */
export function pickPool(
  title: string,
  isOffered: (pool: Pool) => boolean = () => true,
): Promise<Pool | undefined> {
  return new Promise((resolve) => {
    picking.value = {
      title,
      isOffered,
      answer: (pool) => {
        picking.value = undefined;
        resolve(pool);
      },
    };
  });
}

/** Where {@link pickPool} lets pick. */
export function PoolPicker() {
  const { value } = picking;
  if (!value) return null;
  return (
    <Dialog title={value.title} onClose={() => value.answer(undefined)}>
      <PickList {...value} />
    </Dialog>
  );
}

const mostShown = 60;

function PickList({ isOffered, answer }: Picking) {
  const id = useId();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const key = text.trim().toLowerCase();
  const shown = listedPools.value
    .filter((pool) => isOffered(pool) && pool.name.toLowerCase().includes(key))
    .slice(0, mostShown);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setActive(Math.min(active + 1, shown.length - 1));
    else if (event.key === "ArrowUp") setActive(Math.max(active - 1, 0));
    else if (event.key === "Enter") answer(shown[active]);
    else return;
    event.preventDefault();
  };
  return (
    <div class="pick-list">
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={shown.length > 0 ? `${id}-${active}` : undefined}
        aria-label={t.pool.search}
        placeholder={t.pool.search}
        ref={takesFocus}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={t.pools}>
        {shown.map((pool, index) => (
          <li
            key={pool.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            ref={index === active ? staysInSight : null}
            onClick={() => answer(pool)}
          >
            <ForeignText text={pool.name} /> <span class="quiet">{t.hosts(countsOf(pool).all)}</span>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <NoMatch of={t.pools} />}
    </div>
  );
}
