import type { Pool } from "@afpools/api/client";
import { hostGroups } from "@afpools/core/internal";
import { useLocation } from "preact-iso";
import { EditableText } from "../parts/editable-text.js";
import { Icon } from "../parts/icon.js";
import { shownTime } from "../parts/shown-time.js";
import { act } from "../server/act.js";
import { may, pools } from "../server/live.js";
import { countsOf } from "../server/membership.js";
import { t } from "../texts.js";
import { deletePool, duplicatePool, writeText } from "./edit-pool.js";

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
          value={pool.name}
          isEditable={mayEdit}
          seen={pool}
          save={(text, seen) => writeText(seen, "name", text)}
        />
        <EditableText
          as="p"
          label={t.pool.describe}
          value={pool.description}
          isEditable={mayEdit}
          seen={pool}
          save={(text, seen) => writeText(seen, "description", text)}
        />
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
