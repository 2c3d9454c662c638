import type { TouchedJob } from "@afpools/api/client";
import { ForeignText } from "../parts/foreign-text.js";
import { t } from "../texts.js";

export interface DeleteQuestionProps {
  readonly hosts: number;
  /** Null where jobs are not known. */
  readonly jobs: readonly TouchedJob[] | null;
}

/** What is to be known before a pool is deleted. */
export function DeleteQuestion({ hosts, jobs }: DeleteQuestionProps) {
  return (
    <>
      <p>{t.pool.deleteText(hosts)}</p>
      {jobs === null ? (
        <p>{t.pool.deleteJobsUnknown}</p>
      ) : jobs.length === 0 ? (
        <p>{t.pool.deleteNoJobs}</p>
      ) : (
        <>
          <p>{t.pool.deleteJobs(jobs.length)}</p>
          <ul class="plain-list">
            {jobs.slice(0, 12).map(({ serial, name, user, pool }) => (
              <li key={serial}>
                <ForeignText text={name} />{" "}
                <span class="quiet">
                  <ForeignText text={user} />
                </span>{" "}
                <code>{pool}</code>
              </li>
            ))}
            {jobs.length > 12 && <li class="quiet">…</li>}
          </ul>
        </>
      )}
    </>
  );
}
