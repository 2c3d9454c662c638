import type { CallResult } from "@afpools/api/client";
import { toAfpoolsError } from "@afpools/core";
import { useSignal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { hostNow } from "../hosts/host-now.js";
import { CopyText } from "../parts/copy-text.js";
import { ExpressionField } from "../parts/expression-field.js";
import { HostsAndWhy } from "../parts/hosts-and-why.js";
import { SearchField } from "../parts/search-field.js";
import { client } from "../server/client.js";
import { state } from "../server/live.js";
import { hosts as farmHosts } from "../server/membership.js";
import { t } from "../texts.js";
import { noOwnMasks, type OwnMasks, OwnMasksFields } from "./own-masks.js";

type Explained = CallResult<"explainHosts">;

/** After the last key, until the server is asked, in ms. */
const pauseMs = 150;

/** Which hosts an expression means, why, and the mask; worked out anew as it is typed, and as pools and the farm change. */
export function TryView({ expression: given = "" }: { readonly expression?: string }) {
  const [expression, setExpression] = useState(given);
  const [own, setOwn] = useState<OwnMasks>(noOwnMasks);
  const [explained, setExplained] = useState<Explained | undefined>(undefined);
  const [error, setError] = useState<string | undefined>(undefined);
  const { pools, hosts } = state.value ?? {};
  // Hosts that come and go or are busy change nothing of what is asked.
  const seen = hosts?.size;

  useEffect(() => {
    const text = expression.trim();
    const address = text === "" ? "/try" : `/try?expression=${encodeURIComponent(text)}`;
    window.history.replaceState(null, "", address);
    if (text === "") {
      setExplained(undefined);
      setError(undefined);
      return;
    }
    const leaving = new AbortController();
    const timer = setTimeout(async () => {
      try {
        setExplained(
          await client.explainHosts({ body: { expression: text, ...own } }, { signal: leaving.signal }),
        );
        setError(undefined);
      } catch (cause) {
        if (!leaving.signal.aborted) setError(toAfpoolsError(cause).message);
      }
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [expression, own, pools, seen]);

  return (
    <section class="try-view" aria-labelledby="try-title">
      <div class="form pad">
        <h1 id="try-title">{t.tryIt}</h1>
        <p class="quiet">{t.tryView.intro}</p>
        <ExpressionField
          label={t.tryView.expression}
          value={expression}
          onInput={setExpression}
          error={error}
          isFirst
        />
        <OwnMasksFields own={own} onChange={setOwn} />
      </div>
      {explained && (
        <div class={error === undefined ? "outcome" : "outcome stale"} aria-busy={error !== undefined}>
          <Plan plan={explained.plan} />
          <ExplainedHosts hosts={sorted(explained.hosts)} />
        </div>
      )}
    </section>
  );
}

function Plan({ plan }: Pick<Explained, "plan">) {
  if (!plan) return <p class="pad warning">{t.tryView.none}</p>;
  const { fields, hosts, exact, why, warnings } = plan;
  // As it is now, not as it was when the server was asked.
  const online = plan.online === null ? null : hosts.filter(isOnline).length;
  return (
    <div class="plan pad">
      <p class="headline" role="status">
        <strong>{t.tryView.admitted(hosts.length)}</strong> {t.tryView.online(online)}
      </p>
      {fields.hosts_mask !== "" && <CopyText label={t.tryView.mask} text={fields.hosts_mask} />}
      {fields.hosts_mask_exclude !== "" && (
        <CopyText label={t.tryView.excludeMask} text={fields.hosts_mask_exclude} />
      )}
      <p class="quiet">
        {fields.hosts_mask_type && `${t.tryView.type}: ${fields.hosts_mask_type}; `}
        {exact ? t.tryView.exact : t.tryView.inexact}. {why}
      </p>
      {warnings.length > 0 && (
        <ul class="plain-list warning">
          {warnings.map(({ message }) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function isOnline(name: string): boolean {
  return farmHosts.value.get(name)?.online ?? false;
}

const kinds = ["all", "in", "out"] as const;

/** Those that may render first: they are what was asked for. */
function sorted(hosts: Explained["hosts"]): Explained["hosts"] {
  return [...hosts].sort((a, b) => Number(b.admitted) - Number(a.admitted));
}

function ExplainedHosts({ hosts }: Pick<Explained, "hosts">) {
  const filter = useSignal("");
  const kind = useSignal<(typeof kinds)[number]>("all");
  const key = filter.value.trim().toLowerCase();
  const shown = hosts.filter(
    ({ name, admitted, text }) =>
      (kind.value === "all" || admitted === (kind.value === "in")) &&
      (name.toLowerCase().includes(key) || text.toLowerCase().includes(key)),
  );
  return (
    <>
      <div class="bar">
        <SearchField label={t.poolHosts.filter} value={filter} />
        <fieldset class="choice">
          <legend class="visually-hidden">{t.tryView.show}</legend>
          {kinds.map((each) => (
            <label key={each}>
              <input
                type="radio"
                name="try-kind"
                checked={kind.value === each}
                onChange={() => {
                  kind.value = each;
                }}
              />
              {t.tryView[each]}
            </label>
          ))}
        </fieldset>
        <span class="quiet">{t.hosts(shown.length)}</span>
      </div>
      <HostsAndWhy
        answers={t.tryView.in}
        onClear={() => {
          filter.value = "";
          kind.value = "all";
        }}
        rows={shown.map(({ name, admitted, online, text }) => ({
          name,
          admitted,
          answer: admitted ? t.tryView.in : t.tryView.out,
          ...hostNow(name, online),
          why: text,
        }))}
      />
    </>
  );
}
