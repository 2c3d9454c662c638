import { visible } from "@afpools/core";

const shown = 8;

/** These names, or the first eight of more and how many there are besides. */
export function shortList(names: readonly string[]): string {
  const more = names.length - shown;
  const list = names.slice(0, shown).map(visible).join(" ");
  return more > 0 ? `${list} and ${more} more` : list;
}
