import { useEffect } from "preact/hooks";

/** What keys do, by `key` of the keyboard's event. */
export type Keys = Readonly<Record<string, () => void>>;

/** How long after `g` the next key counts, in ms. */
const chordMs = 1_500;
let chordAt = Number.NEGATIVE_INFINITY;

/** Begins what two keys do, one after the other. */
export function beginChord(): void {
  chordAt = performance.now();
}

/** Does the next key belong to the one before it? Then it means nothing by itself. */
export function isChordBegun(): boolean {
  return performance.now() - chordAt < chordMs;
}

/** The same, for the key that it is for: the chord ends with it. */
export function takeChord(): boolean {
  const isBegun = isChordBegun();
  chordAt = Number.NEGATIVE_INFINITY;
  return isBegun;
}

/** Single keys of the page. They count where nobody types, no window is open, and no other key is held. */
export function useKeys(keys: Keys): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const run = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
      if (!run || isTaken(event)) return;
      event.preventDefault();
      run();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  });
}

function isTaken(event: KeyboardEvent): boolean {
  const { target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  if (document.querySelector("dialog[open]")) return true;
  return (
    target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null
  );
}
