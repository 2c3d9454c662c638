import { useState } from "preact/hooks";
import { act } from "../server/act.js";
import { joined } from "./joined.js";

const atOnce = 50;

interface Page<Change> {
  readonly changes: readonly Change[];
  /** Where older ones are asked for; null where there are none. */
  readonly next: string | null;
}

export interface PagesOf<Change> {
  /** Nothing until the first page was read. */
  readonly changes: readonly Change[] | undefined;
  /** Are there older ones? */
  readonly hasMore: boolean;
  /** Reads the newest: they stand before those that are shown. */
  readonly look: () => Promise<void>;
  /** Reads older ones. */
  readonly more: () => void;
}

/** Changes, the newest first, which are read page by page. */
export function usePages<Change extends { readonly id: string }>(
  read: (page: { readonly limit: number; readonly before?: string }) => Promise<Page<Change>>,
): PagesOf<Change> {
  const [changes, setChanges] = useState<readonly Change[] | undefined>(undefined);
  const [next, setNext] = useState<string | null>(null);
  return {
    changes,
    hasMore: next !== null,
    look: async () => {
      const newest = await read({ limit: atOnce });
      setChanges((before) => joined(newest.changes, before));
      setNext((before) => (changes && changes.length > newest.changes.length ? before : newest.next));
    },
    more: () => {
      if (next === null) return;
      void act(async () => {
        const older = await read({ limit: atOnce, before: next });
        setChanges((before = []) => [...before, ...older.changes]);
        setNext(older.next);
      });
    },
  };
}
