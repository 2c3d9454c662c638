/** A `ref` for the element where the keyboard is in a list that scrolls. */
export function staysInSight(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}
