import { compareHostNames, hostKey } from "@afpools/core";
import { type Signal, useSignal } from "@preact/signals";
import { ForeignText } from "../parts/foreign-text.js";
import { HostState } from "../parts/host-state.js";
import { SearchField } from "../parts/search-field.js";
import { hosts } from "../server/membership.js";
import { t } from "../texts.js";
import { ChoiceList } from "./choice-list.js";

export interface AfanasyColumnProps {
  readonly chosen: Signal<ReadonlySet<string>>;
  /** The keys of the hosts that are in the pool. */
  readonly members: ReadonlySet<string>;
}

/** The hosts that afserver knows. */
export function AfanasyColumn({ chosen, members }: AfanasyColumnProps) {
  const filter = useSignal("");
  const key = filter.value.trim().toLowerCase();
  const shown = [...hosts.value.values()]
    .filter(({ name }) => name.toLowerCase().includes(key))
    .sort((a, b) => compareHostNames(a.name, b.name));
  return (
    <section aria-labelledby="afanasy-column">
      <h3 id="afanasy-column">{t.addHosts.clients}</h3>
      <p class="help">{hosts.value.size === 0 ? t.addHosts.clientsNone : t.addHosts.clientsHelp}</p>
      <SearchField label={t.poolHosts.filter} value={filter} />
      <ChoiceList
        label={t.addHosts.clients}
        chosen={chosen}
        onClear={
          key === ""
            ? undefined
            : () => {
                filter.value = "";
              }
        }
        choices={shown.map(({ name, online, held }) => ({
          key: name,
          name,
          isMember: members.has(hostKey(name)),
          shown: (
            <>
              <span class="name">
                <ForeignText text={name} />
              </span>{" "}
              <HostState online={online} held={held} />
            </>
          ),
        }))}
      />
    </section>
  );
}
