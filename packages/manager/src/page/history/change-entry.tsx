import type { CallResult } from "@afpools/api/client";
import { ForeignText } from "../parts/foreign-text.js";
import { shownTime } from "../parts/shown-time.js";
import { t } from "../texts.js";

type Change = CallResult<"listHistory">["changes"][number];

export interface ChangeEntryProps {
  readonly change: Change;
  /** Is the list of one pool alone, so that its name says nothing? */
  readonly isOfOne: boolean;
  readonly onUndo?: () => void;
}

/** One change, as a difference that can be read. */
export function ChangeEntry({ change, isOfOne, onUndo }: ChangeEntryProps) {
  const { kind, poolId, poolName, by, origin, at, undoes, diff } = change;
  const did = undoes !== undefined ? t.historyView.undid : verbs[kind];
  return (
    <li>
      <p>
        <strong>
          <ForeignText text={by || "?"} />
        </strong>{" "}
        {did}{" "}
        {!isOfOne &&
          (kind === "delete" ? (
            <ForeignText text={poolName} />
          ) : (
            <a href={`/pools/${poolId}`}>
              <ForeignText text={poolName} />
            </a>
          ))}{" "}
        <time dateTime={at} class="quiet">
          {shownTime(at)}
        </time>{" "}
        <span class="quiet">{t.historyView.via(origin)}</span>
      </p>
      <dl class="diff">
        {diff.name && <TextDiff label={t.historyView.name} {...diff.name} />}
        {diff.description && <TextDiff label={t.historyView.description} {...diff.description} />}
        {diff.hosts && (
          <ListDiff
            label={t.historyView.hosts}
            removed={diff.hosts.removed.map((host) => host.name)}
            added={diff.hosts.added.map((host) => host.name)}
          />
        )}
        {diff.rules && <ListDiff label={t.historyView.rules} {...diff.rules} />}
      </dl>
      {onUndo && (
        <button type="button" class="link" onClick={onUndo}>
          {t.historyView.undo}
        </button>
      )}
    </li>
  );
}

const verbs = {
  create: t.historyView.created,
  update: t.historyView.updated,
  delete: t.historyView.deleted,
} as const;

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
