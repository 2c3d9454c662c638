import type { CallResult, Job } from "@afpools/api/client";
import { toAfpoolsError } from "@afpools/core";
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { Dialog } from "../parts/dialog.js";
import { HostState } from "../parts/host-state.js";
import { client } from "../server/client.js";
import { t } from "../texts.js";

/** The job whose hosts are being explained. */
export const explainedJob = signal<Job | undefined>(undefined);

export function ExplainJobDialog() {
  const { value: job } = explainedJob;
  if (!job) return null;
  return (
    <Dialog
      key={job.serial}
      title={t.jobsView.explainTitle(job.name)}
      wide
      onClose={() => {
        explainedJob.value = undefined;
      }}
    >
      <ExplainedHosts job={job} />
    </Dialog>
  );
}

function ExplainedHosts({ job: { id, serial } }: { readonly job: Job }) {
  const [hosts, setHosts] = useState<CallResult<"explainJob">["hosts"] | undefined>(undefined);
  const [error, setError] = useState<string | undefined>(undefined);
  useEffect(() => {
    client.explainJob({ id, serial }).then(
      (answer) => setHosts(answer.hosts),
      (cause: unknown) => setError(toAfpoolsError(cause).message),
    );
  }, [id, serial]);
  if (error !== undefined)
    return (
      <p class="error pad" role="alert">
        {error}
      </p>
    );
  if (!hosts) return <p class="quiet pad">{t.loading}</p>;
  return (
    <section
      class="scroll dialog-table"
      aria-label={t.tryView.hostsTable}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be reached by the keyboard
      tabIndex={0}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">{t.poolHosts.host}</th>
            <th scope="col">{t.tryView.in}</th>
            <th scope="col">{t.poolHosts.state}</th>
            <th scope="col" class="wide">
              {t.tryView.why}
            </th>
          </tr>
        </thead>
        <tbody>
          {[...hosts]
            .sort((a, b) => Number(b.admitted) - Number(a.admitted))
            .map(({ name, admitted, online, text }) => (
              <tr key={name} class={admitted ? "admitted" : "refused"}>
                <td class="name">{name}</td>
                <td>{admitted ? t.tryView.in : t.tryView.out}</td>
                <td>
                  <HostState online={online} />
                </td>
                <td class="wide">{text}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  );
}
