/** A `ref` for the element that the person came for: it has the focus as soon as it is there, in a window, too. */
export function takesFocus(element: HTMLElement | null): void {
  if (!element) return;
  // A window that opens gives the focus to the element that says so.
  element.autofocus = true;
  element.focus();
}

/** A `ref` for the element where the keyboard is in a list that scrolls. */
export function staysInSight(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}

/** Where the keyboard goes when a view opens: its list, else the view. */
export function focusContent(): void {
  const content = document.getElementById("content");
  const list = content?.querySelector<HTMLElement>(
    '.pool-list a[aria-current="page"], [role="grid"], section.table-scroll',
  );
  (list ?? content)?.focus();
}
