/** Where the keyboard goes when a view opens: its list, else the view. */
export function focusContent(): void {
  const content = document.getElementById("content");
  const list = content?.querySelector<HTMLElement>(
    '.pool-list a[aria-current="page"], [role="grid"], section.table-scroll',
  );
  (list ?? content)?.focus();
}
