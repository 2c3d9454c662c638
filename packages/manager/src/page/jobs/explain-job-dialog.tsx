import type { CallResult, Job } from "@afpools/api/client";
import { toAfpoolsError } from "@afpools/core";
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { Dialog } from "../parts/dialog.js";
import { HostState } from "../parts/host-state.js";
import { client } from "../server/client.js";
import { t } from "../texts.js";

const answers = Object.keys(t.jobsView.answers);

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
            <th scope="col">{t.jobsView.renders}</th>
            <th scope="col">{t.poolHosts.state}</th>
            <th scope="col" class="wide">
              {t.tryView.why}
            </th>
          </tr>
        </thead>
        <tbody>
          {[...hosts]
            .sort((a, b) => answers.indexOf(a.answer) - answers.indexOf(b.answer))
            .map(({ name, admitted, answer, online, text, blocks }) => (
              <tr key={name} class={admitted ? "admitted" : "refused"}>
                <td class="name">{name}</td>
                <td>{t.jobsView.answers[answer]}</td>
                <td>
                  <HostState online={online} />
                </td>
                <td class="wide">
                  {text}
                  {blocks.map((block) => (
                    <div key={block.number} class="quiet">
                      {t.jobsView.blockAnswer(block.name, t.jobsView.answers[block.answer], block.text)}
                    </div>
                  ))}
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  );
}
