/** A `ref` for the element that the person came for: it has the focus as soon as it is there, in a window, too. */
export function takesFocus(element: HTMLElement | null): void {
  if (!element) return;
  // A window that opens gives the focus to the element that says so.
  element.autofocus = true;
  element.focus();
}
