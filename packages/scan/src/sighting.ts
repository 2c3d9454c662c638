import type { Evidence, NameSource } from "./machine.js";

/** What the sources have told of one address so far. Immutable. */
export interface Sighting {
  readonly address: string;
  readonly evidence: ReadonlySet<Evidence>;
  readonly names: readonly ToldName[];
  readonly mac?: string;
}

interface ToldName {
  readonly name: string;
  readonly source: Exclude<NameSource, "farm">;
}

/** What one source tells of an address. */
export interface Seen {
  readonly evidence?: Evidence;
  readonly names?: readonly ToldName[];
  readonly mac?: string | undefined;
}

/** `before` with what was seen; `before` itself where that is nothing new. The MAC address that was told first stays. */
export function addToSighting(address: string, before: Sighting | undefined, seen: Seen): Sighting {
  const { evidence = new Set<Evidence>(), names = [], mac } = before ?? {};
  const newNames = (seen.names ?? []).filter(
    ({ name, source }) => !names.some((known) => known.name === name && known.source === source),
  );
  const isNewEvidence = seen.evidence !== undefined && !evidence.has(seen.evidence);
  const newMac = mac === undefined ? seen.mac : undefined;
  if (before && !isNewEvidence && newNames.length === 0 && newMac === undefined) return before;
  const knownMac = mac ?? newMac;
  return {
    address,
    evidence: seen.evidence === undefined ? evidence : new Set([...evidence, seen.evidence]),
    names: [...names, ...newNames],
    ...(knownMac !== undefined && { mac: knownMac }),
  };
}
