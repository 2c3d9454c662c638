import type { Pool } from "@afpools/api/client";
import { hostKey } from "@afpools/core";
import { signal, useComputed, useSignal } from "@preact/signals";
import { useState } from "preact/hooks";
import { CancelButton } from "../parts/cancel-button.js";
import { Dialog } from "../parts/dialog.js";
import { useAttempt } from "../parts/use-attempt.js";
import { addHosts, undoOf } from "../pools/edit-pool.js";
import { pickPool } from "../pools/pick-pool.js";
import { state } from "../server/live.js";
import { membersAndHeld } from "../server/membership.js";
import { t } from "../texts.js";
import { type AddOutcome, AddResult } from "./add-result.js";
import { AfanasyColumn } from "./afanasy-column.js";
import { HostnamesColumn } from "./hostnames-column.js";
import { NetworkColumn } from "./network-column.js";
import { readHostnames } from "./read-hostnames.js";

/** The pool to which hosts are being added, as it was when that began. */
export const poolToFill = signal<Pool | undefined>(undefined);

/** Stands apart from the page of the pool: it keeps what was typed when that goes. */
export function AddHostsDialog() {
  const { value: pool } = poolToFill;
  if (!pool) return null;
  const now = state.value?.pools.get(pool.id);
  return (
    <AddHosts
      pool={now ?? pool}
      isGone={now === undefined}
      onClose={() => {
        poolToFill.value = undefined;
      }}
    />
  );
}

interface AddHostsProps {
  readonly pool: Pool;
  /** Was it deleted meanwhile? */
  readonly isGone: boolean;
  readonly onClose: () => void;
}

/** Hosts for a pool from three places; one Save adds all of them. */
function AddHosts({ pool, isGone, onClose }: AddHostsProps) {
  const clients = useSignal<ReadonlySet<string>>(new Set());
  const text = useSignal("");
  const machines = useSignal<ReadonlySet<string>>(new Set());
  const [outcome, setOutcome] = useState<AddOutcome | undefined>(undefined);
  const { error, isBusy, attempt } = useAttempt();
  const typed = useComputed(() => readHostnames(text.value));
  const members = new Set(membersAndHeld(pool).map(({ name }) => hostKey(name)));
  const chosen = distinct([...clients.value, ...typed.value.names, ...machines.value]);
  const fresh = chosen.filter((name) => !members.has(hostKey(name)));

  const save = () =>
    attempt(async () => {
      const write = await addHosts(pool, chosen);
      const { already } = write;
      const before = new Set(already.map(hostKey));
      const undo = undoOf(write);
      setOutcome({
        ...(undo && { undo }),
        added: chosen.filter((name) => !before.has(hostKey(name))),
        already,
        refused: typed.value.refused,
      });
      clients.value = new Set();
      machines.value = new Set();
      text.value = typed.value.refused.map(({ word }) => word).join("\n");
    });
  const isUnsaved = outcome === undefined && (chosen.length > 0 || typed.value.refused.length > 0);
  const choosePool = async () => {
    poolToFill.value = (await pickPool(t.addHosts.otherPool)) ?? pool;
  };
  return (
    <Dialog title={t.addHosts.title(pool.name)} onClose={onClose} wide isUnsaved={isUnsaved}>
      {outcome ? (
        <AddResult outcome={outcome} onMore={() => setOutcome(undefined)} onClose={onClose} />
      ) : (
        <>
          <div class="columns">
            <AfanasyColumn chosen={clients} members={members} />
            <HostnamesColumn text={text} read={typed.value} members={members} />
            <NetworkColumn chosen={machines} members={members} />
          </div>
          {isGone && (
            <p class="warning pad" role="alert">
              {t.addHosts.poolGone(pool.name)}{" "}
              <button type="button" onClick={() => void choosePool()}>
                {t.addHosts.otherPool}
              </button>
            </p>
          )}
          <footer>
            <p class={error === undefined ? "quiet" : "error"} role="status">
              {error ?? summaryOf(chosen.length, fresh.length, typed.value.refused.length)}
            </p>
            <CancelButton />
            <button
              type="button"
              class="primary"
              disabled={isBusy || isGone || chosen.length === 0}
              onClick={() => void save()}
            >
              {t.addHosts.save(fresh.length)}
            </button>
          </footer>
        </>
      )}
    </Dialog>
  );
}

function summaryOf(chosen: number, fresh: number, refused: number): string {
  const { nothingChosen, chosen: toAdd, inPoolAlready, notUnderstood } = t.addHosts;
  return [
    fresh > 0 ? toAdd(fresh) : nothingChosen,
    ...(chosen > fresh ? [inPoolAlready(chosen - fresh)] : []),
    ...(refused > 0 ? [notUnderstood(refused)] : []),
  ].join(", ");
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Map(names.map((name) => [hostKey(name), name])).values()];
}
