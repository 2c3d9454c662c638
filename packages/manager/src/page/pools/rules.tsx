import type { Pool } from "@afpools/api/client";
import { hostKey, parseRule, toAfpoolsError } from "@afpools/core";
import { useState } from "preact/hooks";
import { useDraft } from "../parts/drafts.js";
import { Icon } from "../parts/icon.js";
import { NameList } from "../parts/name-list.js";
import { may } from "../server/live.js";
import { hostsOfRule, membersOf } from "../server/membership.js";
import { t } from "../texts.js";
import { addRule, removeRule } from "./edit-pool.js";
import { nextChange, shownChange, shownMoment } from "./rule-times.js";

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
  const now = Date.now();
  const next = nextChange(rule, now);
  const change = shownChange(pool, [rule], now);
  return (
    <li>
      <details>
        <summary>
          <code>{rule}</code>{" "}
          <span class="quiet">
            {[
              pool.resting?.includes(rule)
                ? (isException ? t.rules.restsOut : t.rules.rests)(
                    next === undefined ? undefined : shownMoment(next),
                    names.length,
                  )
                : (isException ? t.rules.keepsOut : t.rules.takes)(names.length),
              ...(change === undefined ? [] : [change]),
            ].join("; ")}
          </span>
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
  const [text, setText] = useDraft(`rule of ${pool.id}`, "");
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
            : [
                previewOf(names.length, concerned.length, isException),
                ...timesOf(pool, text, Date.now()),
              ].join(". "))}
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
function timesOf(pool: Pool, text: string, now: number): readonly string[] {
  const { during, until, text: rule } = parseRule(text);
  const isOver = until !== undefined && until <= now;
  if (isOver) return [t.rules.over];
  const next = nextChange(rule, now);
  if (next === undefined) return [];
  const isResting = during?.includes(now) === false;
  const resting = [...(pool.resting ?? []), ...(isResting ? [rule] : [])];
  const change = shownChange({ ...pool, rules: [...pool.rules, rule], resting }, [rule], now);
  const told = (isResting ? t.rules.restsUntil : t.rules.countsUntil)(shownMoment(next));
  return [change === undefined ? told : `${told}: ${change}`];
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
