import type { CallResult } from "@afpools/api/client";
import { ForeignText } from "../parts/foreign-text.js";
import { useAnswer } from "../parts/use-answer.js";
import { client } from "../server/client.js";
import { status } from "../server/live.js";
import { t } from "../texts.js";

type HostJobsList = CallResult<"explainHost">["jobs"];

/** Which jobs may render on a host, and what stops the others: as it is when the page is opened, and again on request. */
export function HostJobs({ host }: { readonly host: string }) {
  const { answer, error, ask } = useAnswer(() => client.explainHost({ host }), [host]);
  const jobs = answer?.jobs;
  if (status.value?.afserver.state === "none") return null;
  return (
    <section class="pad" aria-labelledby="host-jobs">
      <h2 id="host-jobs">{t.hostPage.jobs}</h2>
      <button type="button" onClick={ask}>
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

interface JobGroup extends Pick<HostJobsList[number], "answer" | "text"> {
  readonly jobs: HostJobsList[number][];
}

/** Jobs to which the same applies stand together, those that may render first. */
function JobGroups({ jobs }: { readonly jobs: HostJobsList }) {
  return (
    <ul class="reasons">
      {groupsOf(jobs).map(({ answer, text, jobs: alike }) => (
        <li key={`${answer} ${text}`} class={`reason ${answer}`}>
          <details open={alike.length <= 20}>
            <summary>
              <strong>{t.jobsView.answers[answer]}</strong> <span class="badge">{alike.length}</span>{" "}
              <ForeignText text={text} />
            </summary>
            <ul>
              {alike.slice(0, mostShown).map(({ job, pool }) => (
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
            {alike.length > mostShown && <p class="quiet">{t.hostPage.more(alike.length - mostShown)}</p>}
          </details>
        </li>
      ))}
    </ul>
  );
}

const mostShown = 100;

function groupsOf(jobs: HostJobsList): readonly JobGroup[] {
  const groups = new Map<string, JobGroup>();
  for (const entry of jobs) {
    const { answer } = entry;
    const text = answer === "may" ? "" : entry.text;
    const group = groups.get(`${answer} ${text}`);
    if (group) group.jobs.push(entry);
    else groups.set(`${answer} ${text}`, { answer, text, jobs: [entry] });
  }
  const order = Object.keys(t.jobsView.answers);
  return [...groups.values()].sort((a, b) => order.indexOf(a.answer) - order.indexOf(b.answer));
}
