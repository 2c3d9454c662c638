import type { CallResult, Job } from "@afpools/api/client";
import { toAfpoolsError } from "@afpools/core";
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { ask } from "../parts/confirm.js";
import { Dialog } from "../parts/dialog.js";
import { ExpressionField } from "../parts/expression-field.js";
import { showDone } from "../parts/toasts.js";
import { useAttempt } from "../parts/use-attempt.js";
import { act } from "../server/act.js";
import { client } from "../server/client.js";
import { status } from "../server/live.js";
import { once } from "../server/once.js";
import { t } from "../texts.js";

/** The job whose pool is being changed. */
export const placedJob = signal<Job | undefined>(undefined);

export function JobPoolDialog() {
  const { value: job } = placedJob;
  if (!job) return null;
  const close = () => {
    placedJob.value = undefined;
  };
  return (
    <Dialog key={job.serial} title={t.jobsView.dialogTitle(job.name)} onClose={close}>
      <JobPoolForm job={job} onDone={close} />
    </Dialog>
  );
}

/** Puts a job on the pool that it was on, or takes it off where it was on none. */
function putBack({ id, serial, name, pool, enforcement }: Job): Promise<boolean> {
  return act(async () => {
    if (pool === null) {
      await client.takeJobFromPool({ id, serial }, once());
      showDone(t.jobsView.tookOff(name));
      return;
    }
    const way = enforcement === "mask" || enforcement === "property" ? { enforcement } : {};
    await client.putJobOnPool({ id, body: { serial, expression: pool, ...way } }, once());
    showDone(t.jobsView.done(name, pool));
  });
}

const enforcements = ["", "mask", "property"] as const;
/** After the last key, until the server is asked, in ms. */
const pauseMs = 150;

function JobPoolForm({ job, onDone }: { readonly job: Job; readonly onDone: () => void }) {
  const { id, serial, name, adoption } = job;
  const [expression, setExpression] = useState(adoption?.expression ?? job.pool ?? "");
  const [enforcement, setEnforcement] = useState<(typeof enforcements)[number]>(adoption?.enforcement ?? "");
  const [restartStrays, setStrays] = useState(adoption?.restartStrays ?? false);
  const [tried, setTried] = useState<CallResult<"putJobOnPool"> | undefined>(undefined);
  const { error, setError, isBusy, onSubmit } = useAttempt();
  const body = {
    serial,
    expression,
    ...(enforcement !== "" && { enforcement }),
    ...(restartStrays && { restartStrays }),
    ...(adoption?.form && { form: adoption.form }),
  };
  useEffect(() => {
    if (expression.trim() === "") return;
    const leaving = new AbortController();
    const timer = setTimeout(async () => {
      try {
        setTried(await client.putJobOnPool({ id, dryRun: true, body }, { signal: leaving.signal }));
        setError(undefined);
      } catch (cause) {
        if (leaving.signal.aborted) return;
        setTried(undefined);
        setError(toAfpoolsError(cause).message);
      }
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [expression, enforcement, restartStrays]);
  const submit = onSubmit(async () => {
    const { droppedMask } = await client.putJobOnPool({ id, body }, once());
    // A mask that somebody had written by hand does not come back.
    showDone(t.jobsView.done(name, expression), droppedMask === null ? () => void putBack(job) : undefined);
    if (droppedMask !== null) showDone(t.jobsView.dropped(droppedMask));
    onDone();
  });
  const takeOff = async () => {
    const isSure = await ask(t.jobsView.takeOffTitle(name), <p>{t.jobsView.takeOffText}</p>, [
      { label: t.jobsView.takeOff, value: true, kind: "danger" },
    ]);
    if (!isSure) return;
    await act(async () => {
      await client.takeJobFromPool({ id, serial }, once());
      showDone(t.jobsView.tookOff(name), () => void putBack(job));
    });
    onDone();
  };
  return (
    <form class="form" onSubmit={submit}>
      <ExpressionField
        label={t.jobsView.pool}
        value={expression}
        onInput={setExpression}
        error={error}
        isFirst
      />
      {status.value?.jobs.keepsProperties && (
        <label>
          <span>{t.jobsView.enforcement}</span>
          <select
            value={enforcement}
            onChange={(event) => {
              setEnforcement(enforcements.find((each) => each === event.currentTarget.value) ?? "");
            }}
          >
            {enforcements.map((each) => (
              <option key={each} value={each}>
                {t.jobsView.enforcements[each]}
              </option>
            ))}
          </select>
        </label>
      )}
      <label class="check">
        <input
          type="checkbox"
          checked={restartStrays}
          onChange={(event) => setStrays(event.currentTarget.checked)}
        />
        {t.jobsView.strays}
      </label>
      {tried && error === undefined && (
        <div role="status">
          <p>{t.jobsView.wouldRender(tried.plan.hosts.length, tried.plan.online)}</p>
          {tried.plan.warnings.length > 0 && (
            <ul class="plain-list warning">
              {tried.plan.warnings.map(({ message }) => (
                <li key={message}>{message}</li>
              ))}
            </ul>
          )}
        </div>
      )}
      <footer>
        {job.pool !== null && (
          <button type="button" class="danger-quiet" onClick={() => void takeOff()}>
            {t.jobsView.takeOff}
          </button>
        )}
        <span class="space" />
        <button type="button" onClick={onDone}>
          {t.cancel}
        </button>
        <button type="submit" class="primary" disabled={isBusy || expression.trim() === ""}>
          {t.save}
        </button>
      </footer>
    </form>
  );
}
