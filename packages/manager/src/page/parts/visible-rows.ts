import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

/** Rows that are drawn beyond what can be seen, so that scrolling shows none that are empty. */
const margin = 8;
/** The range moves by so many rows at once: within them scrolling draws nothing anew. */
const step = 8;

export interface VisibleRange {
  readonly first: number;
  /** Not among them. */
  readonly end: number;
}

/**
 * Which of `count` rows, or columns, of one size are to be drawn: those that can be seen in the element that scrolls.
 *
 * @param size of one, in px
 */
export function useVisibleRange(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  size: number,
  axis: "rows" | "columns" = "rows",
): VisibleRange {
  const [{ offset, extent }, setView] = useState({ offset: 0, extent: 800 });
  // Of an empty list there may be nothing that scrolls; with its first row that comes, and is to be looked at.
  const isEmpty = count === 0;
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => {
      const [from, room] =
        axis === "rows"
          ? [element.scrollTop, element.clientHeight]
          : [element.scrollLeft, element.clientWidth];
      const at = Math.floor(from / (size * step)) * size * step;
      setView((before) =>
        before.offset === at && before.extent === room ? before : { offset: at, extent: room },
      );
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    look();
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [scroller, axis, size, isEmpty]);
  return rangeOf(count, size, offset, extent);
}

/** @param offset how far it is scrolled, or up to {@link step} rows less */
export function rangeOf(count: number, size: number, offset: number, extent: number): VisibleRange {
  // Where the list became shorter, the browser has not yet scrolled back.
  const top = Math.min(offset, Math.max(0, count * size - extent));
  const first = Math.max(0, Math.floor(top / size) - margin);
  const end = Math.min(count, Math.ceil((top + extent) / size) + step + margin);
  return { first, end: Math.max(first, end) };
}
