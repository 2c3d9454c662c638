import type { Pool } from "@afpools/api/client";
import { compareHostNames, type HostPattern, hostKey, parseHostPattern, toAfpoolsError } from "@afpools/core";
import { useState } from "preact/hooks";
import { Icon } from "../parts/icon.js";
import { NameList } from "../parts/name-list.js";
import { may } from "../server/live.js";
import { hosts, membersOf } from "../server/membership.js";
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
  const taken = takenBy(readPattern(rule).pattern);
  return (
    <li>
      <details>
        <summary>
          <code>{rule}</code> <span class="quiet">{t.rules.takes(taken.length)}</span>
        </summary>
        <NameList names={taken} />
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
  const { pattern, error } = readPattern(text);
  const taken = takenBy(pattern);
  const members = new Set(membersOf(pool).map(({ name }) => hostKey(name)));
  const fresh = taken.filter((name) => !members.has(hostKey(name)));
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
        {shownError ?? (text.trim() === "" ? t.rules.patternHelp : previewOf(taken.length, fresh.length))}
      </p>
      {taken.length > 0 && <NameList names={taken} marked={new Set(fresh)} />}
    </form>
  );
}

function previewOf(taken: number, fresh: number): string {
  return `${t.rules.preview(taken)}, ${t.rules.newOnes(fresh)}`;
}

function readPattern(text: string): { readonly pattern?: HostPattern; readonly error?: string } {
  if (text.trim() === "") return {};
  try {
    return { pattern: parseHostPattern(text) };
  } catch (error) {
    return { error: toAfpoolsError(error).message };
  }
}

function takenBy(pattern: HostPattern | undefined): readonly string[] {
  if (!pattern) return [];
  return [...hosts.value.keys()].filter((name) => pattern.matches(name)).sort(compareHostNames);
}
