import type { Pool } from "@afpools/api/client";
import { hostGroups, isHold } from "@afpools/core/internal";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { EditableText } from "../parts/editable-text.js";
import { Icon } from "../parts/icon.js";
import { shownTime } from "../parts/shown-time.js";
import { act } from "../server/act.js";
import { may, pools } from "../server/live.js";
import { countsOf } from "../server/membership.js";
import { t } from "../texts.js";
import { deletePool, duplicatePool, setRestartStrays, writeText } from "./edit-pool.js";

/** Name and description, each edited in place; counts; what can be done with the pool as a whole. */
export function PoolHead({ pool }: { readonly pool: Pool }) {
  const { route } = useLocation();
  const mayEdit = may("editor");
  const counts = countsOf(pool);
  const duplicate = () =>
    act(async () => {
      const copy = await duplicatePool(pool);
      route(`/pools/${copy.id}`);
    });
  const remove = async () => {
    const at = pools.value.findIndex(({ id }) => id === pool.id);
    const next = pools.value[at + 1] ?? pools.value[at - 1];
    if (await deletePool(pool)) route(next ? `/pools/${next.id}` : "/pools", true);
  };
  return (
    <header class="pool-head">
      <div class="titles">
        <EditableText
          id="pool-name"
          as="h1"
          label={t.pool.rename}
          draft={`name of ${pool.id}`}
          value={pool.name}
          isEditable={mayEdit}
          seen={pool}
          save={(text, seen) => writeText(seen, "name", text)}
        />
        <EditableText
          as="p"
          label={t.pool.describe}
          draft={`description of ${pool.id}`}
          value={pool.description}
          isEditable={mayEdit}
          seen={pool}
          save={(text, seen) => writeText(seen, "description", text)}
        />
        <Strays pool={pool} mayEdit={mayEdit} />
        <p class="quiet">
          {pool.changedAt === "" ? t.pool.never : t.pool.changed(pool.changedBy, shownTime(pool.changedAt))}
        </p>
      </div>
      <dl class="figures">
        {([...hostGroups, "all"] as const).map((kind) => (
          <div key={kind} class={kind}>
            <dt>{kind === "all" ? t.pool.all : t.hostsView.choices[kind]}</dt>
            <dd>{counts[kind].toLocaleString("en")}</dd>
          </div>
        ))}
      </dl>
      {mayEdit && (
        <div class="actions">
          <button type="button" onClick={() => void duplicate()}>
            <Icon name="copy" />
            {t.pool.duplicate}
          </button>
          <button type="button" class="danger-quiet" onClick={() => void remove()}>
            <Icon name="trash" />
            {t.pool.delete}
          </button>
        </div>
      )}
    </header>
  );
}

/** Whoever may not edit sees it where it is so. */
function Strays({ pool, mayEdit }: { readonly pool: Pool; readonly mayEdit: boolean }) {
  // What was chosen, until the pool is told anew.
  const [chosen, setChosen] = useState<{ readonly checked: boolean; readonly seen: number } | undefined>();
  const { restartStrays = false, revision } = pool;
  const pending = chosen?.seen === revision ? chosen : undefined;
  const label = isHold(pool) ? t.pool.holdStrays : t.pool.strays;
  if (!mayEdit) return restartStrays ? <p class="quiet">{label}</p> : null;
  const choose = async (checked: boolean) => {
    setChosen({ checked, seen: revision });
    if (!(await setRestartStrays(pool, checked))) setChosen(undefined);
  };
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={pending?.checked ?? restartStrays}
        disabled={pending !== undefined}
        onChange={(event) => void choose(event.currentTarget.checked)}
      />
      {label}
    </label>
  );
}
