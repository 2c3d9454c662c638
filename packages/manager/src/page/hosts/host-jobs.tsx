import type { CallResult } from "@afpools/api/client";
import { toAfpoolsError } from "@afpools/core";
import { useEffect, useState } from "preact/hooks";
import { ForeignText } from "../parts/foreign-text.js";
import { client } from "../server/client.js";
import { status } from "../server/live.js";
import { t } from "../texts.js";

type HostJobsList = CallResult<"explainHost">["jobs"];

/** Which jobs may render on a host, and what stops the others: as it is when the page is opened, and again on request. */
export function HostJobs({ host }: { readonly host: string }) {
  const [jobs, setJobs] = useState<HostJobsList | undefined>(undefined);
  const [error, setError] = useState<string | undefined>(undefined);
  const look = () => {
    client.explainHost({ host }).then(
      (answer) => {
        setJobs(answer.jobs);
        setError(undefined);
      },
      (cause: unknown) => setError(toAfpoolsError(cause).message),
    );
  };
  useEffect(look, [host]);
  if (status.value?.afserver.state === "none") return null;
  return (
    <section class="pad" aria-labelledby="host-jobs">
      <h2 id="host-jobs">{t.hostPage.jobs}</h2>
      <button type="button" onClick={look}>
        {t.jobsView.refresh}
      </button>
      {error !== undefined && (
        <p class="error" role="alert">
          {error}
        </p>
      )}
      {!jobs && error === undefined && <p class="quiet">{t.loading}</p>}
      {jobs?.length === 0 && <p>{t.hostPage.noJobs}</p>}
      {jobs && <JobGroups jobs={jobs} />}
    </section>
  );
}

/** Jobs to which the same applies stand together, those that may render first. */
function JobGroups({ jobs }: { readonly jobs: HostJobsList }) {
  const order = Object.keys(t.jobsView.answers);
  const groups = new Map<string, HostJobsList[number][]>();
  for (const entry of jobs) {
    const key = entry.answer === "may" ? "" : entry.text;
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  const sorted = [...groups.values()].sort(
    ([a], [b]) => order.indexOf(a?.answer ?? "") - order.indexOf(b?.answer ?? ""),
  );
  return (
    <ul class="reasons">
      {sorted.map((group) => {
        const [{ answer, text } = { answer: "may" as const, text: "" }] = group;
        return (
          <li key={`${answer} ${text}`} class={`reason ${answer}`}>
            <details open={group.length <= 20}>
              <summary>
                <strong>{t.jobsView.answers[answer]}</strong> <span class="badge">{group.length}</span>{" "}
                {answer !== "may" && <ForeignText text={text} />}
              </summary>
              <ul>
                {group.slice(0, mostShown).map(({ job, pool }) => (
                  <li key={job.serial}>
                    <ForeignText text={job.name} />{" "}
                    {pool !== null && (
                      <span class="quiet">
                        <ForeignText text={pool} />
                      </span>
                    )}
                  </li>
                ))}
              </ul>
              {group.length > mostShown && <p class="quiet">{t.hostPage.more(group.length - mostShown)}</p>}
            </details>
          </li>
        );
      })}
    </ul>
  );
}

const mostShown = 100;
