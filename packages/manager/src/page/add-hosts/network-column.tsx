import type { Machine } from "@afpools/api/client";
import { hostKey, toAfpoolsError } from "@afpools/core";
import type { Signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { ForeignText } from "../parts/foreign-text.js";
import { client } from "../server/client.js";
import { once } from "../server/once.js";
import { scan } from "../server/scans.js";
import { t } from "../texts.js";
import { ChoiceList } from "./choice-list.js";

export interface NetworkColumnProps {
  readonly chosen: Signal<ReadonlySet<string>>;
  readonly members: ReadonlySet<string>;
}

/** The machines on the network of the server, looked for on request; each shows as soon as it is found. */
export function NetworkColumn({ chosen, members }: NetworkColumnProps) {
  const [targets, setTargets] = useState("");
  const [error, setError] = useState<string | undefined>(undefined);
  const now = scan.value;
  const isRunning = now?.state === "running";
  const start = async (event: Event) => {
    event.preventDefault();
    try {
      const words = targets.split(/[\s,;]+/).filter((word) => word !== "");
      const started = await client.startScan({ body: words.length > 0 ? { targets: words } : {} }, once());
      scan.value = started;
      // What was told between the start and its answer is in what the server kept.
      scan.value = await client.getScan({ scan: started.id });
      setError(undefined);
    } catch (cause) {
      setError(toAfpoolsError(cause).message);
    }
  };
  const cancel = async () => {
    try {
      if (now) scan.value = await client.cancelScan({ scan: now.id }, once());
    } catch (cause) {
      setError(toAfpoolsError(cause).message);
    }
  };
  const problems = [...(error === undefined ? [] : [error]), ...(now?.notes ?? []), ...(now?.problems ?? [])];
  return (
    <section aria-labelledby="network-column">
      <h3 id="network-column">{t.addHosts.network}</h3>
      <p class="help" id="network-help">
        {t.addHosts.networkHelp}
      </p>
      <form class="bar" onSubmit={(event) => void start(event)}>
        <input
          type="text"
          class="code"
          aria-label={t.addHosts.targets}
          aria-describedby="network-help"
          placeholder="10.77.0.0/24"
          value={targets}
          onInput={(event) => setTargets(event.currentTarget.value)}
        />
        {isRunning ? (
          <button type="button" onClick={() => void cancel()}>
            {t.addHosts.cancelScan}
          </button>
        ) : (
          <button type="submit">{t.addHosts.scan}</button>
        )}
      </form>
      {now && (
        <div class="scan-progress">
          <progress
            max={Math.max(1, now.total)}
            value={now.done}
            aria-label={t.addHosts.scanning(now.done, now.total)}
          />
          <span class="quiet" aria-live="polite">
            {isRunning ? t.addHosts.scanning(now.done, now.total) : t.addHosts.found(now.machines.length)}
          </span>
        </div>
      )}
      {problems.length > 0 && (
        <ul class="plain-list warning" role="status">
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      {now && (
        <ChoiceList
          label={t.addHosts.network}
          chosen={chosen}
          choices={now.machines.map((machine) => choiceOf(machine, members))}
        />
      )}
    </section>
  );
}

function choiceOf({ address, name, names, farmHost }: Machine, members: ReadonlySet<string>) {
  const told = names.map((each) => each.name).join(", ");
  return {
    key: address,
    name: name ?? undefined,
    isMember: name !== null && members.has(hostKey(name)),
    shown: (
      <>
        <span class="name">{name ?? t.addHosts.noName}</span>{" "}
        <span class="quiet code">
          {address}
          {name === null && told !== "" && (
            <>
              {" "}
              (<ForeignText text={told} />)
            </>
          )}
        </span>
        {farmHost && <span class="badge">Afanasy</span>}
      </>
    ),
  };
}
