import { signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";

/**
 * What was typed and is not saved yet, by what it is of. A page that is left and opened again shows it again; a window asks before
 * it closes and loses it; so does the browser before it leaves.
 */
const drafts = signal<ReadonlyMap<string, unknown>>(new Map());

addEventListener("beforeunload", (event) => {
  if (drafts.value.size > 0) event.preventDefault();
});

/** The window in which a form is; empty on a page. */
export const DraftScope = createContext("");

/** Closes the window in which a form is, after a question where something would be lost. */
export const LeaveWindow = createContext<() => void>(() => undefined);

export function hasDrafts(scope: string): boolean {
  return [...drafts.value.keys()].some((key) => key.startsWith(scope));
}

/** Forgets the drafts of a window. */
export function dropDrafts(scope: string): void {
  if (hasDrafts(scope)) {
    drafts.value = new Map([...drafts.value].filter(([key]) => !key.startsWith(scope)));
  }
}

/**
 * What a person edits, as it stands until it is saved or given up.
 *
 * @param key what it is of, such as the description of one pool; unique among all forms
 * @param saved what it is where nothing was typed; setting it to this again ends the draft
 */
export function useDraft<T>(key: string, saved: T): readonly [draft: T, setDraft: (next: T) => void] {
  const whole = useContext(DraftScope) + key;
  const { value: all } = drafts;
  const setDraft = (next: T) => {
    const others = [...drafts.value].filter(([each]) => each !== whole);
    drafts.value = new Map(Object.is(next, saved) ? others : [...others, [whole, next]]);
  };
  return [all.has(whole) ? (all.get(whole) as T) : saved, setDraft];
}
