import type { FarmHost } from "../farm/farm.js";

/** A host with the names by which it can be meant. */
export interface SpelledHost {
  /** In the farm's own spelling where the farm knows it, else as typed first. */
  readonly name: string;
  /** The renders of this name: none when the farm does not know it, several when their names differ only by case. */
  readonly renders: readonly FarmHost[];
  /** Other spellings in which a host was typed that the farm does not know; absent without any. */
  readonly otherSpellings?: readonly string[];
}

/** A host that was typed a second time, perhaps in another spelling. */
export function withSpellingsOf<Host extends SpelledHost>(host: Host, other: SpelledHost): Host {
  if (host.renders.length > 0) return host;
  const { otherSpellings: known = [] } = host;
  const more = [other.name, ...(other.otherSpellings ?? [])].filter(
    (name) => name !== host.name && !known.includes(name),
  );
  return more.length > 0 ? { ...host, otherSpellings: [...known, ...more] } : host;
}

/** The renders' names; of a host that the farm does not know its names as typed, then in lower case, as Afanasy names renders. */
export function spellingsOf({ name, renders, otherSpellings = [] }: SpelledHost): string[] {
  if (renders.length > 0) return renders.map((render) => render.name);
  return [...new Set([name, ...otherSpellings, name.toLowerCase()])];
}
