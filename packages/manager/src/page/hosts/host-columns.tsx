import type { GridColumn } from "../parts/grid.js";
import { HostLink } from "../parts/host-link.js";
import { HostState, stateWords } from "../parts/host-state.js";
import { PoolLinks } from "../parts/pool-links.js";
import { t } from "../texts.js";
import { type HostColumn, type HostRow, machineOf } from "./host-rows.js";

/** What its state is shown by. */
function stateParts({ render, hold }: HostRow) {
  return { ...render, online: render?.online ?? null, isInHold: hold !== undefined };
}

/** The columns that tables of hosts are made of. */
export const hostColumns: Readonly<Record<HostColumn, GridColumn<HostRow, HostColumn>>> = {
  name: {
    id: "name",
    label: t.poolHosts.host,
    class: "name",
    text: ({ name }) => name,
    draw: ({ name }) => <HostLink name={name} />,
  },
  state: {
    id: "state",
    label: t.poolHosts.state,
    text: (row) => stateWords(stateParts(row)),
    draw: (row) => <HostState {...stateParts(row)} />,
  },
  renders: {
    id: "renders",
    label: t.poolHosts.renders,
    text: ({ render }) => {
      const { tasks = 0, jobs = [] } = render ?? {};
      return tasks !== null && tasks > 1 ? `${tasks} × ${jobs.join(", ")}` : jobs.join(", ");
    },
  },
  why: {
    id: "why",
    label: t.poolHosts.because,
    text: ({ why }) => (why?.by === "rule" ? t.poolHosts.byRule(why.rule) : t.poolHosts.byName),
  },
  pools: {
    id: "pools",
    label: t.pools,
    text: ({ pools }) => pools.map(({ name }) => name).join(", "),
    draw: ({ pools }) => <PoolLinks pools={pools} />,
  },
  machine: { id: "machine", label: t.hostsView.machine, text: machineOf },
  address: {
    id: "address",
    label: t.poolHosts.address,
    class: "code",
    text: ({ render }) => render?.address ?? "",
  },
  engine: { id: "engine", label: t.poolHosts.version, text: ({ render }) => render?.engine ?? "" },
};
