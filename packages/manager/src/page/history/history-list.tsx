import type { CallInput, CallResult } from "@afpools/api/client";
import { useEffect, useState } from "preact/hooks";
import { Empty } from "../parts/empty.js";
import { NoMatch } from "../parts/no-match.js";
import { showDone } from "../parts/toasts.js";
import { act } from "../server/act.js";
import { client } from "../server/client.js";
import { may, state } from "../server/live.js";
import { once } from "../server/once.js";
import { t } from "../texts.js";
import { ChangeEntry } from "./change-entry.js";
import { joined } from "./joined.js";

type Changes = CallResult<"listHistory">["changes"];
type Change = Changes[number];

/** Which changes are wanted. */
export type HistoryFilter = Omit<CallInput<"listHistory">, "limit" | "before">;

const atOnce = 50;

export interface HistoryListProps {
  readonly filter: HistoryFilter;
  /** Is it the history of one pool, on its page? */
  readonly isOfOne?: boolean;
  /** Shows all changes again; absent where nothing hides any. */
  readonly onClear?: (() => void) | undefined;
}

/** Who changed what, the newest first; any change can be undone. */
export function HistoryList({ filter, isOfOne = false, onClear }: HistoryListProps) {
  const [changes, setChanges] = useState<Changes | undefined>(undefined);
  const [next, setNext] = useState<string | null>(null);
  // Pools that changed are a sign that the history did.
  const seen = state.value?.pools;
  useEffect(() => {
    void act(async () => {
      const newest = await client.listHistory({ ...filter, limit: atOnce });
      setChanges((before) => joined(newest.changes, before));
      setNext((before) => (changes && changes.length > newest.changes.length ? before : newest.next));
    });
  }, [JSON.stringify(filter), seen]);
  const more = () =>
    act(async () => {
      if (next === null) return;
      const older = await client.listHistory({ ...filter, limit: atOnce, before: next });
      setChanges((before = []) => [...before, ...older.changes]);
      setNext(older.next);
    });
  const undo = (id: string) =>
    act(async () => {
      await client.undoChange({ change: id }, once());
      showDone(t.historyView.undone);
    });
  if (!changes) return <p class="quiet pad">{t.loading}</p>;
  if (changes.length === 0 && next === null)
    return onClear ? (
      <NoMatch of={t.historyView.changes} onClear={onClear} />
    ) : (
      <Empty title={t.historyView.none} />
    );
  return (
    <div class="scroll history">
      <ol>
        {batches(changes).map(([first, ...others]) => (
          <ChangeEntry
            key={first.id}
            changes={[first, ...others]}
            isOfOne={isOfOne}
            {...(may("editor") && { onUndo: () => void undo(first.id) })}
          />
        ))}
      </ol>
      {next !== null && (
        <button type="button" onClick={() => void more()}>
          {t.historyView.more}
        </button>
      )}
    </div>
  );
}

/** Changes that were made together in one list. */
function batches(changes: Changes): [Change, ...Change[]][] {
  const found: [Change, ...Change[]][] = [];
  for (const change of changes) {
    const last = found.at(-1);
    if (last && change.batch !== undefined && last[0].batch === change.batch) last.push(change);
    else found.push([change]);
  }
  return found;
}
