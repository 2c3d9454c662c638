import type { Job } from "@afpools/api/client";
import { AfpoolsError, toAfpoolsError } from "@afpools/core";
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { CancelButton } from "../parts/cancel-button.js";
import { Dialog } from "../parts/dialog.js";
import { useDraft } from "../parts/drafts.js";
import { ExpressionField } from "../parts/expression-field.js";
import { useAttempt } from "../parts/use-attempt.js";
import { client } from "../server/client.js";
import { status } from "../server/live.js";
import { t } from "../texts.js";
import { namesOf, type Placing, putJobsOn, takeJobsOff } from "./place-jobs.js";

/** The jobs whose pool is being changed, as they were when that began. */
export const placedJobs = signal<readonly Job[]>([]);

export function JobPoolDialog() {
  const { value: jobs } = placedJobs;
  const [first] = jobs;
  if (!first) return null;
  const close = () => {
    placedJobs.value = [];
  };
  return (
    <Dialog key={first.serial} title={t.jobsView.dialogTitle(namesOf(jobs))} onClose={close}>
      <JobPoolForm jobs={jobs} first={first} onDone={close} />
    </Dialog>
  );
}

const enforcements = ["", "mask", "property"] as const;
/** After the last key, until the server is asked, in ms. */
const pauseMs = 150;

interface JobPoolFormProps {
  readonly jobs: readonly Job[];
  readonly first: Job;
  readonly onDone: () => void;
}

function JobPoolForm({ jobs, first, onDone }: JobPoolFormProps) {
  const { adoption } = first;
  const isOne = jobs.length === 1;
  const [left, setLeft] = useState(jobs);
  const [expression, setExpression] = useDraft("pool", adoption?.expression ?? commonPool(jobs));
  const [enforcement, setEnforcement] = useDraft<(typeof enforcements)[number]>(
    "enforcement",
    adoption?.enforcement ?? "",
  );
  const [restartStrays, setStrays] = useDraft("strays", adoption?.restartStrays ?? false);
  const [tried, setTried] = useState<Tried | undefined>(undefined);
  const { error, setError, isBusy, onSubmit } = useAttempt();
  const placing: Placing = {
    expression,
    ...(enforcement !== "" && { enforcement }),
    ...(restartStrays && { restartStrays }),
    ...(isOne && adoption?.form && { form: adoption.form }),
  };
  useEffect(() => {
    if (expression.trim() === "") return;
    const leaving = new AbortController();
    const timer = setTimeout(async () => {
      const { signal } = leaving;
      try {
        setTried(await (isOne ? tryOne(first, placing, signal) : tryMany(expression, signal)));
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
    const failed = await putJobsOn(left, placing);
    const [failure] = failed;
    if (!failure) return onDone();
    // Those that are done are not sent again.
    setLeft(failed.map(([job]) => job));
    if (isOne) throw failure[1];
    throw new AfpoolsError(
      failure[1].code,
      t.jobsView.failedSome(failed.length, failure[0].name, failure[1].message),
    );
  });
  const onPools = left.filter(({ pool }) => pool !== null);
  const takeOff = async () => {
    if (await takeJobsOff(onPools)) onDone();
  };
  // What is replaced and does not come back.
  const written = isOne
    ? tried?.droppedMask
    : left.some(({ status }) => status === "by-hand")
      ? t.jobsView.several(left.filter(({ status }) => status === "by-hand").length)
      : undefined;
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
          <p>{t.jobsView.wouldRender(tried.hosts, tried.online)}</p>
          {tried.warnings.length > 0 && (
            <ul class="plain-list warning">
              {tried.warnings.map((message) => (
                <li key={message}>{message}</li>
              ))}
            </ul>
          )}
          {written != null && <p class="warning">{t.jobsView.notUndone(written)}</p>}
        </div>
      )}
      <footer>
        {onPools.length > 0 && (
          <button type="button" class="danger-quiet" onClick={() => void takeOff()}>
            {t.jobsView.takeOff}
          </button>
        )}
        <span class="space" />
        <CancelButton />
        <button type="submit" class="primary" disabled={isBusy || expression.trim() === ""}>
          {t.save}
        </button>
      </footer>
    </form>
  );
}

/** What an expression would mean for the jobs. */
interface Tried {
  readonly hosts: number;
  readonly online: number | null;
  readonly warnings: readonly string[];
  readonly droppedMask?: string | null;
}

async function tryOne({ id, serial }: Job, placing: Placing, signal: AbortSignal): Promise<Tried> {
  const body = { ...placing, serial };
  const { plan, droppedMask } = await client.putJobOnPool({ id, dryRun: true, body }, { signal });
  return shownPlan(plan, droppedMask);
}

/** For many jobs, without the masks that each has of its own. */
async function tryMany(expression: string, signal: AbortSignal): Promise<Tried> {
  const { plan } = await client.explainHosts({ body: { expression } }, { signal });
  return plan ? shownPlan(plan) : { hosts: 0, online: 0, warnings: [t.tryView.none] };
}

function shownPlan(
  {
    hosts,
    online,
    warnings,
  }: {
    readonly hosts: readonly string[];
    readonly online: number | null;
    readonly warnings: readonly { readonly message: string }[];
  },
  droppedMask: string | null = null,
): Tried {
  return { hosts: hosts.length, online, warnings: warnings.map(({ message }) => message), droppedMask };
}

/** The pool that all of them are on; nothing where they differ. */
function commonPool(jobs: readonly Job[]): string {
  const pools = new Set(jobs.map(({ pool }) => pool));
  return pools.size === 1 ? (jobs[0]?.pool ?? "") : "";
}
