import { visible } from "@afpools/core/internal";

const shown = 8;

/**
 * These names, or the first eight of more and how many there are besides.
 *
 * @param separator another one for names that hold spaces
 */
export function shortList(names: readonly string[], separator = " "): string {
  const more = names.length - shown;
  const list = names.slice(0, shown).map(visible).join(separator);
  return more > 0 ? `${list} and ${more} more` : list;
}
