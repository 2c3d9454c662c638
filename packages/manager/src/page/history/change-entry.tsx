import type { CallResult } from "@afpools/api/client";
import { ForeignText } from "../parts/foreign-text.js";
import { shownTime } from "../parts/shown-time.js";
import { t } from "../texts.js";

type Change = CallResult<"listHistory">["changes"][number];

export interface ChangeEntryProps {
  /** One, or those of a batch. */
  readonly changes: readonly Change[];
  /** Is the list of one pool alone, so that its name says nothing? */
  readonly isOfOne: boolean;
  readonly onUndo?: () => void;
}

/** What was done at once, as a difference that can be read. */
export function ChangeEntry({ changes, isOfOne, onUndo }: ChangeEntryProps) {
  const [first] = changes;
  if (!first) return null;
  const { by, origin, at } = first;
  const when = (
    <>
      <time dateTime={at} class="quiet">
        {shownTime(at)}
      </time>{" "}
      <span class="quiet">{t.historyView.via(origin)}</span>
    </>
  );
  return (
    <li>
      <p>
        <strong>
          <ForeignText text={by || "?"} />
        </strong>{" "}
        {changes.length === 1 ? (
          <WhatWasDone change={first} isOfOne={isOfOne} />
        ) : (
          t.historyView.several(changes.length)
        )}{" "}
        {when}
      </p>
      {changes.map((change) => (
        <div key={change.id}>
          {changes.length > 1 && (
            <p>
              <WhatWasDone change={change} isOfOne={false} />
            </p>
          )}
          <Diff {...change.diff} />
        </div>
      ))}
      {onUndo && (
        <button type="button" class="link" onClick={onUndo}>
          {t.historyView.undo}
        </button>
      )}
    </li>
  );
}

/** A verb, and the pool. */
function WhatWasDone({ change, isOfOne }: { readonly change: Change; readonly isOfOne: boolean }) {
  const { kind, poolId, poolName, undoes } = change;
  return (
    <>
      {undoes !== undefined ? t.historyView.undid : verbs[kind]}{" "}
      {!isOfOne &&
        (kind === "delete" ? (
          <ForeignText text={poolName} />
        ) : (
          <a href={`/pools/${poolId}`}>
            <ForeignText text={poolName} />
          </a>
        ))}
    </>
  );
}

function Diff({ name, description, hosts, rules, restartStrays }: Change["diff"]) {
  return (
    <dl class="diff">
      {name && <TextDiff label={t.historyView.name} {...name} />}
      {description && <TextDiff label={t.historyView.description} {...description} />}
      {hosts && (
        <ListDiff
          label={t.historyView.hosts}
          removed={hosts.removed.map((host) => host.name)}
          added={hosts.added.map((host) => host.name)}
        />
      )}
      {rules && <ListDiff label={t.historyView.rules} {...rules} />}
      {restartStrays && (
        <TextDiff
          label={t.historyView.strays}
          before={straysTexts[`${restartStrays.before}`]}
          after={straysTexts[`${restartStrays.after}`]}
        />
      )}
    </dl>
  );
}

const verbs = {
  create: t.historyView.created,
  update: t.historyView.updated,
  delete: t.historyView.deleted,
} as const;

const straysTexts = { true: t.historyView.straysRestarted, false: t.historyView.straysFinish } as const;

function TextDiff({
  label,
  before,
  after,
}: {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {before !== "" && (
          <del>
            <ForeignText text={before} />
          </del>
        )}{" "}
        {after !== "" && (
          <ins>
            <ForeignText text={after} />
          </ins>
        )}
      </dd>
    </>
  );
}

const mostShown = 40;

interface ListDiffProps {
  readonly label: string;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

function ListDiff({ label, removed, added }: ListDiffProps) {
  const all = [
    ...removed.map((text) => ({ text, isAdded: false })),
    ...added.map((text) => ({ text, isAdded: true })),
  ];
  const entries = (some: typeof all) =>
    some.map(({ text, isAdded }) =>
      isAdded ? (
        <ins key={`+${text}`}>
          <ForeignText text={text} />
        </ins>
      ) : (
        <del key={`-${text}`}>
          <ForeignText text={text} />
        </del>
      ),
    );
  return (
    <>
      <dt>{label}</dt>
      <dd class="list">
        {entries(all.slice(0, mostShown))}
        {all.length > mostShown && (
          <details>
            <summary>… {all.length - mostShown}</summary>
            {entries(all.slice(mostShown))}
          </details>
        )}
      </dd>
    </>
  );
}
