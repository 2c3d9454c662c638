import type { Pool } from "@afpools/api/client";
import { hostKey, toAfpoolsError } from "@afpools/core";
import { useComputed, useSignal } from "@preact/signals";
import { useState } from "preact/hooks";
import { Dialog } from "../parts/dialog.js";
import { addHosts } from "../pools/edit-pool.js";
import { membersOf } from "../server/membership.js";
import { t } from "../texts.js";
import { type AddOutcome, AddResult } from "./add-result.js";
import { AfanasyColumn } from "./afanasy-column.js";
import { HostnamesColumn } from "./hostnames-column.js";
import { NetworkColumn } from "./network-column.js";
import { readHostnames } from "./read-hostnames.js";

/** Hosts for a pool from three places; one Save adds all of them. */
export function AddHostsDialog({ pool, onClose }: { readonly pool: Pool; readonly onClose: () => void }) {
  const clients = useSignal<ReadonlySet<string>>(new Set());
  const text = useSignal("");
  const machines = useSignal<ReadonlySet<string>>(new Set());
  const [outcome, setOutcome] = useState<AddOutcome | undefined>(undefined);
  const [error, setError] = useState<string | undefined>(undefined);
  const typed = useComputed(() => readHostnames(text.value));
  const members = new Set(membersOf(pool).map(({ name }) => hostKey(name)));
  const chosen = distinct([...clients.value, ...typed.value.names, ...machines.value]);

  const save = async () => {
    try {
      const { already } = await addHosts(pool, chosen);
      const before = new Set(already.map(hostKey));
      setOutcome({
        added: chosen.filter((name) => !before.has(hostKey(name))),
        already,
        refused: typed.value.refused,
      });
      clients.value = new Set();
      machines.value = new Set();
      text.value = typed.value.refused.map(({ word }) => word).join("\n");
      setError(undefined);
    } catch (cause) {
      setError(toAfpoolsError(cause).message);
    }
  };
  const isNothing = chosen.length === 0 && typed.value.refused.length === 0;
  return (
    <Dialog title={t.addHosts.title(pool.name)} onClose={onClose} wide>
      {outcome ? (
        <AddResult outcome={outcome} onMore={() => setOutcome(undefined)} onClose={onClose} />
      ) : (
        <>
          <div class="columns">
            <AfanasyColumn chosen={clients} members={members} />
            <HostnamesColumn text={text} read={typed.value} members={members} />
            <NetworkColumn chosen={machines} members={members} />
          </div>
          <footer>
            <p class={error === undefined ? "quiet" : "error"} role="status">
              {error ?? (chosen.length === 0 ? t.addHosts.nothingChosen : t.addHosts.chosen(chosen.length))}
            </p>
            <button type="button" onClick={onClose}>
              {t.cancel}
            </button>
            <button type="button" class="primary" disabled={isNothing} onClick={() => void save()}>
              {t.addHosts.save(chosen.length)}
            </button>
          </footer>
        </>
      )}
    </Dialog>
  );
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Map(names.map((name) => [hostKey(name), name])).values()];
}
