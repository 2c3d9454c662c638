import type { CallResult, Job } from "@afpools/api/client";
import { signal, useSignal } from "@preact/signals";
import { hostNow } from "../hosts/host-now.js";
import { Dialog } from "../parts/dialog.js";
import { ForeignText } from "../parts/foreign-text.js";
import { HostsAndWhy } from "../parts/hosts-and-why.js";
import { useAnswer } from "../parts/use-answer.js";
import { client } from "../server/client.js";
import { t } from "../texts.js";

type Explanation = CallResult<"explainJob">;

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
      <Explained job={job} />
    </Dialog>
  );
}

function Explained({ job: { id, serial } }: { readonly job: Job }) {
  const { answer, error } = useAnswer(() => client.explainJob({ id, serial }), [id, serial]);
  if (error !== undefined)
    return (
      <p class="error pad" role="alert">
        {error}
      </p>
    );
  return answer ? <Reasons {...answer} /> : <p class="quiet pad">{t.loading}</p>;
}

/** The reasons with how many hosts each stops, and the hosts of the one that is chosen. */
function Reasons({ hosts, groups }: Explanation) {
  const chosen = useSignal(-1);
  const group = groups[chosen.value];
  const names = group && new Set(group.hosts);
  const shown = hosts
    .filter(({ name }) => names?.has(name) ?? true)
    .sort((a, b) => answers.indexOf(a.answer) - answers.indexOf(b.answer));
  return (
    <div class="explained">
      <ul class="reasons" aria-label={t.jobsView.reasons}>
        <Reason
          label={t.jobsView.allHosts}
          count={hosts.length}
          isChosen={chosen.value === -1}
          onChoose={() => {
            chosen.value = -1;
          }}
        />
        {groups.map(({ answer, text, hosts: of }, index) => (
          <Reason
            key={`${answer} ${text}`}
            label={t.jobsView.answers[answer]}
            text={text}
            count={of.length}
            isChosen={chosen.value === index}
            onChoose={() => {
              chosen.value = index;
            }}
          />
        ))}
      </ul>
      <HostsAndWhy
        answers={t.jobsView.renders}
        rows={shown.map(({ name, admitted, answer, online, text, blocks }) => ({
          name,
          admitted,
          answer: t.jobsView.answers[answer],
          ...hostNow(name, online),
          why: [
            text,
            ...blocks.map((block) =>
              t.jobsView.blockAnswer(block.name, t.jobsView.answers[block.answer], block.text),
            ),
          ].join(" "),
        }))}
      />
    </div>
  );
}

interface ReasonProps {
  readonly label: string;
  readonly text?: string;
  readonly count: number;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Reason({ label, text = "", count, isChosen, onChoose }: ReasonProps) {
  return (
    <li>
      <button type="button" aria-pressed={isChosen} onClick={onChoose}>
        <span class="badge">{count.toLocaleString("en")}</span> <strong>{label}</strong>{" "}
        <ForeignText text={text} />
      </button>
    </li>
  );
}
