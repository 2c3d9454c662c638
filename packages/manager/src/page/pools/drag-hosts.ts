import type { Pool } from "@afpools/api/client";
import { signal } from "@preact/signals";
import { copyHosts, moveHosts } from "./edit-pool.js";

interface DraggedHosts {
  readonly from: Pool;
  readonly names: readonly string[];
}

/** Hosts that are being dragged from a pool now. What a drag carries cannot be read before it is dropped. */
const dragged = signal<DraggedHosts | undefined>(undefined);

export function startDrag(event: DragEvent, from: Pool, names: readonly string[]): void {
  if (!event.dataTransfer) return;
  dragged.value = { from, names };
  event.dataTransfer.effectAllowed = "copyMove";
  event.dataTransfer.setData("text/plain", names.join("\n"));
}

export function endDrag(): void {
  dragged.value = undefined;
}

/** May the hosts that are dragged be dropped on this pool? */
export function mayDrop(to: Pool): boolean {
  return dragged.value !== undefined && dragged.value.from.id !== to.id;
}

/** Copies with Ctrl or Alt, as file managers do, and moves without. */
export function drop(event: DragEvent, to: Pool): void {
  const what = dragged.value;
  endDrag();
  if (!what || what.from.id === to.id) return;
  if (event.ctrlKey || event.altKey || event.metaKey) void copyHosts(to, what.names);
  else void moveHosts(what.from, to, what.names);
}
