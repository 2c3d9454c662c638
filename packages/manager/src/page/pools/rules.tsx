import type { Pool } from "@afpools/api/client";
import { hostKey, parseRule, toAfpoolsError } from "@afpools/core";
import { useState } from "preact/hooks";
import { Icon } from "../parts/icon.js";
import { NameList } from "../parts/name-list.js";
import { shownTime } from "../parts/shown-time.js";
import { may } from "../server/live.js";
import { hostsOfRule, membersOf } from "../server/membership.js";
import { t } from "../texts.js";
import { addRule, removeRule } from "./edit-pool.js";

/** The rules of a pool, each with the hosts that it takes now, and a new one with those that it would take. */
export function Rules({ pool }: { readonly pool: Pool }) {
  const mayEdit = may("editor");
  return (
    <section class="rules pad" aria-label={t.pool.rules}>
      <p class="quiet">{t.rules.intro}</p>
      {pool.rules.length === 0 ? (
        <p>{t.rules.none}</p>
      ) : (
        <ul class="rule-list">
          {pool.rules.map((rule) => (
            <RuleItem key={rule} pool={pool} rule={rule} mayEdit={mayEdit} />
          ))}
        </ul>
      )}
      {mayEdit && <NewRule pool={pool} />}
    </section>
  );
}

function RuleItem({
  pool,
  rule,
  mayEdit,
}: {
  readonly pool: Pool;
  readonly rule: string;
  readonly mayEdit: boolean;
}) {
  const { names, isException } = readRule(rule);
  return (
    <li>
      <details>
        <summary>
          <code>{rule}</code>{" "}
          <span class="quiet">{(isException ? t.rules.keepsOut : t.rules.takes)(names.length)}</span>
        </summary>
        <NameList names={names} />
      </details>
      {mayEdit && (
        <button
          type="button"
          class="icon"
          aria-label={t.rules.remove(rule)}
          title={t.rules.remove(rule)}
          onClick={() => void removeRule(pool, rule)}
        >
          <Icon name="trash" />
        </button>
      )}
    </li>
  );
}

function NewRule({ pool }: { readonly pool: Pool }) {
  const [text, setText] = useState("");
  const [refusal, setRefusal] = useState<string | undefined>(undefined);
  const { names, isException, error } = readRule(text);
  const members = new Set(membersOf(pool).map(({ name }) => hostKey(name)));
  // Those whose membership the rule would change.
  const concerned = names.filter((name) => members.has(hostKey(name)) === isException);
  const shownError = refusal ?? error;
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      await addRule(pool, text);
      setText("");
    } catch (cause) {
      setRefusal(toAfpoolsError(cause).message);
    }
  };
  return (
    <form class="form new-rule" onSubmit={(event) => void submit(event)}>
      <label>
        <span>{t.rules.pattern}</span>
        <input
          type="text"
          class="code"
          required
          value={text}
          aria-invalid={shownError !== undefined}
          aria-describedby="rule-help"
          onInput={(event) => {
            setText(event.currentTarget.value);
            setRefusal(undefined);
          }}
        />
      </label>
      <button type="submit" class="primary">
        {t.rules.add}
      </button>
      <p id="rule-help" class={shownError === undefined ? "help" : "error"} aria-live="polite">
        {shownError ??
          (text.trim() === ""
            ? t.rules.patternHelp
            : [previewOf(names.length, concerned.length, isException), ...timesOf(text, Date.now())].join(
                ". ",
              ))}
      </p>
      {names.length > 0 && <NameList names={names} marked={new Set(concerned)} />}
    </form>
  );
}

function previewOf(all: number, concerned: number, isException: boolean): string {
  if (isException) return t.rules.wouldKeepOut(concerned);
  return `${t.rules.preview(all)}, ${t.rules.newOnes(concerned)}`;
}

/** Does a rule with hours count now, and when does that change? Nothing of one that always counts. */
function timesOf(text: string, now: number): readonly string[] {
  const { during, until } = parseRule(text);
  const isOver = until !== undefined && until <= now;
  if (isOver) return [t.rules.over];
  const next = Math.min(
    during?.nextChange(now) ?? Number.POSITIVE_INFINITY,
    until ?? Number.POSITIVE_INFINITY,
  );
  if (!Number.isFinite(next)) return [];
  const change = shownTime(new Date(next).toISOString());
  return [during?.includes(now) === false ? t.rules.restsUntil(change) : t.rules.countsUntil(change)];
}

/** The hosts of a rule, and what is wrong with it. */
function readRule(text: string): ReturnType<typeof hostsOfRule> & { readonly error?: string } {
  const none = { names: [], isException: false };
  if (text.trim() === "") return none;
  try {
    return hostsOfRule(text);
  } catch (error) {
    return { ...none, error: toAfpoolsError(error).message };
  }
}
