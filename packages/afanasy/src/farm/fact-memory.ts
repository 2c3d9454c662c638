import type { FarmHost, HostFacts, RecallFacts } from "@afpools/core";

/** Remembers what hosts measured of themselves: afserver tells it only while they are online. */
export interface FactMemory {
  readonly recall: RecallFacts;
  /** Is told what a host measured whenever it is read. */
  note(name: string, facts: HostFacts): void;
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

/** The host with what it measured last, where nothing newer is known. */
export function withMemory<T extends FarmHost>(host: T, recall: RecallFacts): T {
  if (host.facts?.ram !== undefined) return host;
  const remembered = recall(host.name);
  return remembered ? { ...host, facts: { ...remembered, ...host.facts } } : host;
}
