import type { Machine, Scan, ScanEvent } from "@afpools/api/client";
import { signal } from "@preact/signals";

/** The scan of the network that this page started last; nothing before one. */
export const scan = signal<Scan | undefined>(undefined);

/** Puts what a scan tells into {@link scan}; what others tell that this page did not start is passed over. */
export function takeScanEvent(id: string, event: ScanEvent): void {
  const now = scan.value;
  if (!now || now.id !== id) return;
  scan.value = scanAfter(now, event);
}

export function scanAfter(now: Scan, event: ScanEvent): Scan {
  switch (event.kind) {
    case "found":
    case "updated":
      return { ...now, machines: withMachine(now.machines, event.machine) };
    case "progress":
      return { ...now, done: event.done, total: event.total };
    case "problem":
      return { ...now, problems: [...now.problems, event.message] };
    case "end":
      return { ...now, state: event.outcome, done: event.outcome === "complete" ? now.total : now.done };
  }
}

function withMachine(machines: readonly Machine[], machine: Machine): readonly Machine[] {
  const others = machines.filter(({ address }) => address !== machine.address);
  return [...others, machine].sort((a, b) => compareAddresses(a.address, b.address));
}

function compareAddresses(a: string, b: string): number {
  const [left, right] = [a, b].map((address) => address.split(".").map(Number));
  for (let at = 0; at < 4; at += 1) {
    const difference = (left?.[at] ?? 0) - (right?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
