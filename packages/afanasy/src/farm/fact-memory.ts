import type { FarmHost, HostFacts, RecallFacts } from "@afpools/core";

/** Remembers what hosts measured of themselves: afserver tells it only while they are online. */
export interface FactMemory {
  readonly recall: RecallFacts;
  /** Is told what a host measured whenever it is read; gives what of it counts. */
  note(name: string, facts: HostFacts): HostFacts;
}

/** Of the facts of a host those that it measured; nothing where it did not. */
export function measuredPart(facts: HostFacts | undefined): HostFacts | undefined {
  if (facts?.ram === undefined) return undefined;
  const { cores, ram, disk, gpu, gpuRam, users } = facts;
  return {
    ...(cores !== undefined && { cores }),
    ram,
    ...(disk !== undefined && { disk }),
    ...(gpu !== undefined && { gpu }),
    ...(gpuRam !== undefined && { gpuRam }),
    ...(users && { users }),
  };
}

/** Facts with those that count in place of those that the host measured. */
export function withMeasured(facts: HostFacts | undefined, counting: HostFacts): HostFacts {
  const {
    cores: _cores,
    ram: _ram,
    disk: _disk,
    gpu: _gpu,
    gpuRam: _gpuRam,
    users: _users,
    ...others
  } = facts ?? {};
  return { ...others, ...counting };
}

/**
 * The host with what it measured last, where nothing newer is known, or where what it measures changes too often and is kept.
 *
 * @param now in ms since 1970
 */
export function withMemory<T extends FarmHost>(host: T, recall: RecallFacts, now = Date.now()): T {
  const remembered = recall(host.name);
  if (!remembered) return host;
  if (isKept(remembered, now)) return { ...host, facts: withMeasured(host.facts, remembered) };
  const { keptUntil: _, ...measured } = remembered;
  return host.facts?.ram === undefined ? { ...host, facts: { ...measured, ...host.facts } } : host;
}

/** A memory that recalls what another program keeps, and keeps nothing. */
export function readOnlyMemory(recall: RecallFacts): FactMemory {
  return {
    recall,
    note: (name, measured) => {
      const remembered = recall(name);
      return remembered && isKept(remembered, Date.now()) ? remembered : measured;
    },
  };
}

function isKept({ keptUntil }: HostFacts, now: number): boolean {
  return keptUntil !== undefined && Date.parse(keptUntil) > now;
}
