import type { CallInput, CallResult } from "@afpools/api/client";
import { useEffect } from "preact/hooks";
import { Empty } from "../parts/empty.js";
import { NoMatch } from "../parts/no-match.js";
import { showDone } from "../parts/toasts.js";
import { act } from "../server/act.js";
import { client } from "../server/client.js";
import { may, state } from "../server/live.js";
import { once } from "../server/once.js";
import { t } from "../texts.js";
import { ChangeEntry } from "./change-entry.js";
import { usePages } from "./use-pages.js";

type Changes = CallResult<"listHistory">["changes"];
type Change = Changes[number];

/** Which changes are wanted. */
export type HistoryFilter = Omit<CallInput<"listHistory">, "limit" | "before">;

export interface HistoryListProps {
  readonly filter: HistoryFilter;
  /** Is it the history of one pool, on its page? */
  readonly isOfOne?: boolean;
  /** Shows all changes again; absent where nothing hides any. */
  readonly onClear?: (() => void) | undefined;
}

/** Who changed what, the newest first; any change can be undone. */
export function HistoryList({ filter, isOfOne = false, onClear }: HistoryListProps) {
  const { changes, hasMore, look, more } = usePages((page) => client.listHistory({ ...filter, ...page }));
  // Pools that changed are a sign that the history did.
  const seen = state.value?.pools;
  useEffect(() => void act(look), [JSON.stringify(filter), seen]);
  const undo = (id: string) =>
    act(async () => {
      await client.undoChange({ change: id }, once());
      showDone(t.historyView.undone);
    });
  if (!changes) return <p class="quiet pad">{t.loading}</p>;
  if (changes.length === 0 && !hasMore)
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
      {hasMore && (
        <button type="button" onClick={more}>
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
