import type { CallResult } from "@afpools/api/client";
import { useEffect, useState } from "preact/hooks";
import { Empty } from "../parts/empty.js";
import { showDone } from "../parts/toasts.js";
import { act } from "../server/act.js";
import { client } from "../server/client.js";
import { may, state } from "../server/live.js";
import { once } from "../server/once.js";
import { t } from "../texts.js";
import { ChangeEntry } from "./change-entry.js";

type Changes = CallResult<"listHistory">["changes"];
type Change = Changes[number];

const atOnce = 50;

/** Who changed what, the newest first, of one pool or of all; any change can be taken back. */
export function HistoryList({ pool }: { readonly pool?: string }) {
  const [changes, setChanges] = useState<Changes | undefined>(undefined);
  const [hasMore, setHasMore] = useState(false);
  const ofPool = pool === undefined ? {} : { pool };
  // Pools that changed are a sign that the history did.
  const seen = state.value?.pools;
  useEffect(() => {
    void act(async () => {
      const newest = await client.listHistory({ ...ofPool, limit: atOnce });
      setChanges((before) => joined(newest.changes, before));
      setHasMore((before) => (changes && changes.length > newest.changes.length ? before : newest.more));
    });
  }, [pool, seen]);
  const more = () =>
    act(async () => {
      const last = changes?.at(-1);
      if (!last) return;
      const older = await client.listHistory({ ...ofPool, limit: atOnce, before: last.id });
      setChanges((before = []) => [...before, ...older.changes]);
      setHasMore(older.more);
    });
  const undo = (id: string) =>
    act(async () => {
      await client.undoChange({ change: id }, once());
      showDone(t.historyView.undone);
    });
  if (!changes) return <p class="quiet pad">{t.loading}</p>;
  if (changes.length === 0) return <Empty title={t.historyView.none} />;
  return (
    <div class="scroll history">
      <ol>
        {batches(changes).map(([first, ...others]) => (
          <ChangeEntry
            key={first.id}
            changes={[first, ...others]}
            isOfOne={pool !== undefined}
            {...(may("editor") && { onUndo: () => void undo(first.id) })}
          />
        ))}
      </ol>
      {hasMore && (
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

/** The newest, then those known before that are older. */
function joined(newest: Changes, before: Changes = []): Changes {
  const last = newest.at(-1);
  const at = last ? before.findIndex(({ id }) => id === last.id) : -1;
  return at < 0 ? newest : [...newest, ...before.slice(at + 1)];
}
