import type { Job, UnpooledSubmitter } from "@afpools/api/client";
import { useState } from "preact/hooks";
import { client } from "../server/client.js";
import { jobs } from "../server/jobs-on-pool.js";
import { status } from "../server/live.js";
import { t } from "../texts.js";
import { JobsTable } from "./jobs-table.js";
import { useRepeated } from "./use-repeated.js";

/** The jobs that are on pools, kept as they are; all jobs on request, as they were when they were asked for. */
export function JobsView({ all }: { readonly all?: string }) {
  const isAll = all !== undefined;
  return (
    <section class="jobs-view" aria-labelledby="jobs-title">
      <div class="bar">
        <h1 id="jobs-title">{t.jobs}</h1>
        <nav class="tabs" aria-label={t.jobs}>
          <a href="/jobs" aria-current={isAll ? undefined : "page"}>
            {t.jobsView.onPools} <span class="badge">{jobs.value.length}</span>
          </a>
          <a href="/jobs?all" aria-current={isAll ? "page" : undefined}>
            {t.jobsView.all}
          </a>
        </nav>
      </div>
      <Unpooled />
      {isAll ? <AllJobs /> : <JobsTable jobs={jobs.value} />}
    </section>
  );
}

/** Who has jobs on no pool although the settings say that they have to be on one. */
function Unpooled() {
  const [found, setFound] = useState<readonly UnpooledSubmitter[]>([]);
  useRepeated(status.value?.afserver.state === "current", async () =>
    setFound((await client.listUnpooled()).submitters),
  );
  if (found.length === 0) return null;
  return (
    <div class="warning pad" role="status">
      <p>{t.jobsView.unpooled}</p>
      <ul>
        {found.map(({ user, host, jobs: number, latest }) => (
          <li key={`${user}@${host}`}>{t.jobsView.unpooledBy(user, host, number, latest.name)}</li>
        ))}
      </ul>
    </div>
  );
}

function AllJobs() {
  const [listed, setListed] = useState<readonly Job[] | undefined>(undefined);
  const isKnown = status.value?.afserver.state !== "none";
  useRepeated(isKnown, async () => setListed((await client.listJobs({ all: true })).jobs));
  if (isKnown && !listed) return <p class="quiet pad">{t.loading}</p>;
  return <JobsTable jobs={listed ?? []} emptyText={t.jobsView.noneAll} />;
}
