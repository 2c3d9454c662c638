import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

/** Rows that are drawn beyond what can be seen, so that fast scrolling shows none that are empty. */
const margin = 12;

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
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () =>
      setView(
        axis === "rows"
          ? { offset: element.scrollTop, extent: element.clientHeight }
          : { offset: element.scrollLeft, extent: element.clientWidth },
      );
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    look();
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [scroller, axis]);
  return rangeOf(count, size, offset, extent);
}

export function rangeOf(count: number, size: number, offset: number, extent: number): VisibleRange {
  // Where the list became shorter, the browser has not yet scrolled back.
  const top = Math.min(offset, Math.max(0, count * size - extent));
  const first = Math.max(0, Math.floor(top / size) - margin);
  const end = Math.min(count, Math.ceil((top + extent) / size) + margin);
  return { first, end: Math.max(first, end) };
}
