import type { RefObject } from "preact";
import { useState } from "preact/hooks";
import { listedPools } from "../server/live.js";
import { type Suggestion, suggestions, type Word, wordAt } from "./suggestions.js";

export interface SuggestionList {
  readonly offered: readonly Suggestion[];
  /** The one that Enter takes; -1 for none. */
  readonly active: number;
  readonly take: (suggestion: Suggestion) => void;
  /** Looks again where the cursor is. */
  readonly look: () => void;
  readonly close: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/**
 * What a field for a pool expression offers for the word that the cursor is in: by arrows and Enter, or by a click.
 *
 * @param first the one that Enter takes at once; -1: none before an arrow was pressed
 */
export function useSuggestions(
  field: RefObject<HTMLInputElement | null>,
  value: string,
  onInput: (value: string) => void,
  first: 0 | -1,
): SuggestionList {
  const [word, setWord] = useState<Word | undefined>(undefined);
  const [active, setActive] = useState<number>(first);
  const offered = word ? suggestions(word.text, listedPools.value) : [];
  const close = () => setWord(undefined);
  const look = () => {
    const { current: input } = field;
    setWord(input ? wordAt(input.value, input.selectionStart ?? 0) : undefined);
    setActive(first);
  };
  const take = ({ written }: Suggestion) => {
    if (!word) return;
    onInput(value.slice(0, word.start) + written + value.slice(word.end));
    close();
    const at = word.start + written.length;
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(at, at);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const number = offered.length;
    if (number === 0) return;
    if (event.key === "ArrowDown") setActive((active + 1) % number);
    else if (event.key === "ArrowUp") setActive((Math.max(active, 0) + number - 1) % number);
    else if (event.key === "Enter" || event.key === "Tab") {
      const chosen = offered[active];
      if (!chosen || word?.text === "") return;
      take(chosen);
    } else if (event.key === "Escape") close();
    else return;
    // Of Escape as well: what it closes is the list, not the window around it.
    event.preventDefault();
    event.stopPropagation();
  };
  return { offered, active, take, look, close, onKeyDown };
}
