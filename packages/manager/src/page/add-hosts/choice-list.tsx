import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { NoMatch } from "../parts/no-match.js";
import { useVisibleRange } from "../parts/visible-rows.js";
import { t } from "../texts.js";

const itemHeight = 28;

/** Something of a list that can be chosen by its name. */
interface Choice {
  readonly key: string;
  /** The name to be added; nothing where it has none that a pool could hold. */
  readonly name: string | undefined;
  readonly isMember: boolean;
  readonly shown: ComponentChildren;
}

export interface ChoiceListProps {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly chosen: Signal<ReadonlySet<string>>;
  /** Shows all again; absent where nothing was typed that hides any. */
  readonly onClear?: (() => void) | undefined;
}

/** Names to tick; those that are in the pool already are marked, and cannot be. */
export function ChoiceList({ label, choices, chosen, onClear }: ChoiceListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { first, end } = useVisibleRange(scroller, choices.length, itemHeight);
  const open = choices.flatMap(({ name, isMember }) => (name !== undefined && !isMember ? [name] : []));
  const set = (names: readonly string[], isChosen: boolean) => {
    const next = new Set(chosen.value);
    for (const name of names) {
      if (isChosen) next.add(name);
      else next.delete(name);
    }
    chosen.value = next;
  };
  const count = open.filter((name) => chosen.value.has(name)).length;
  return (
    <div class="choices">
      <label class="check all">
        <input
          type="checkbox"
          disabled={open.length === 0}
          checked={open.length > 0 && count === open.length}
          indeterminate={count > 0 && count < open.length}
          onChange={(event) => set(open, event.currentTarget.checked)}
        />
        {t.addHosts.allShown} <span class="quiet">{open.length}</span>
      </label>
      <div
        ref={scroller}
        class="scroll"
        role="group"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be reached by the keyboard
        tabIndex={0}
      >
        <ul
          style={{
            paddingTop: `${first * itemHeight}px`,
            paddingBottom: `${(choices.length - end) * itemHeight}px`,
          }}
        >
          {choices.slice(first, end).map(({ key, name, isMember, shown }) => (
            <li key={key}>
              <label class="check">
                <input
                  type="checkbox"
                  disabled={isMember || name === undefined}
                  checked={isMember || (name !== undefined && chosen.value.has(name))}
                  onChange={(event) => {
                    if (name !== undefined) set([name], event.currentTarget.checked);
                  }}
                />
                {shown}
                {isMember && <span class="quiet">{t.addHosts.inPool}</span>}
              </label>
            </li>
          ))}
        </ul>
        {choices.length === 0 && onClear && <NoMatch of={t.hostsView.title} onClear={onClear} />}
      </div>
    </div>
  );
}
