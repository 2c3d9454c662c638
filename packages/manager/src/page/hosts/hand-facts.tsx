import type { Pool } from "@afpools/api/client";
import { factSteps, handFactOf, parseFactSetting } from "@afpools/core/internal";
import { useDraft } from "../parts/drafts.js";
import { ForeignText } from "../parts/foreign-text.js";
import { FormError } from "../parts/form-error.js";
import { TextField } from "../parts/text-field.js";
import { showDone } from "../parts/toasts.js";
import { useAttempt } from "../parts/use-attempt.js";
import { removeHosts, undoOf } from "../pools/edit-pool.js";
import { client } from "../server/client.js";
import { may, pools } from "../server/live.js";
import { membershipOrHeld } from "../server/membership.js";
import { once } from "../server/once.js";
import { t } from "../texts.js";

/** What people say of a host that Afanasy does not know, such as its rack. Each value is a pool, such as `rack:B2`. */
export function HandFacts({ host }: { readonly host: string }) {
  const [key, setKey] = useDraft(`fact of ${host}`, "");
  const [value, setValue] = useDraft(`value of ${host}`, "");
  const { error, isBusy, attempt, onSubmit } = useAttempt();
  const mayEdit = may("editor");
  const facts = pools.value.flatMap((pool) => {
    const fact = handFactOf(pool.name);
    return fact && membershipOrHeld(host, pool) ? [{ pool, ...fact }] : [];
  });
  const submit = onSubmit(async () => {
    await setFact(host, key, value);
    setKey("");
    setValue("");
  });
  return (
    <section class="pad" aria-labelledby="host-hand-facts">
      <h2 id="host-hand-facts">{t.handFacts.title}</h2>
      <p class="quiet">{facts.length === 0 ? t.handFacts.none : t.handFacts.intro}</p>
      <ul class="pools-of-host">
        {facts.map((fact) => (
          <li key={fact.pool.id}>
            <a href={`/pools/${fact.pool.id}`}>
              <ForeignText text={`${fact.key}: ${fact.value}`} />
            </a>{" "}
            {mayEdit && (
              <>
                <button
                  type="button"
                  class="link"
                  aria-label={t.handFacts.changeOf(fact.key)}
                  disabled={isBusy}
                  onClick={() => {
                    setKey(fact.key);
                    setValue(fact.value);
                  }}
                >
                  {t.handFacts.change}
                </button>{" "}
                <button
                  type="button"
                  class="link"
                  aria-label={t.handFacts.removeOf(fact.key, fact.value)}
                  disabled={isBusy}
                  onClick={() => void attempt(() => removeHosts(fact.pool, [host]))}
                >
                  {t.poolHosts.remove}
                </button>
              </>
            )}
          </li>
        ))}
      </ul>
      {mayEdit && (
        <form class="form inline-form" onSubmit={submit}>
          <TextField label={t.handFacts.key} value={key} onChange={setKey} placeholder="rack" required />
          <TextField label={t.handFacts.value} value={value} onChange={setValue} placeholder="B2" required />
          <button type="submit" disabled={isBusy}>
            {isBusy ? t.handFacts.setting : t.handFacts.set}
          </button>
          <FormError error={error} />
        </form>
      )}
    </section>
  );
}

/** One change, and one undo. Rejects where it cannot be set, for the form to say so. */
async function setFact(host: string, key: string, value: string): Promise<void> {
  const fact = parseFactSetting(`${key.trim()}=${value.trim()}`);
  const steps = factSteps<Pool>(new Map([[fact.key, [fact.value]]]), [host], pools.value);
  if (steps.length === 0) {
    showDone(t.handFacts.isSo(fact.key, fact.value));
    return;
  }
  const writes = steps.map((step) =>
    step.kind === "create"
      ? step
      : { kind: step.kind, pool: step.pool.id, edit: step.edit, ifRevision: step.pool.revision },
  );
  const done = await client.changePools({ body: { writes } }, once());
  const change = done.writes.find((write) => write.change) ?? { change: null };
  showDone(t.handFacts.done(host, fact.key, fact.value), undoOf(change));
}
