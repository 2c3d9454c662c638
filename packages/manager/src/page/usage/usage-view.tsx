import { useLocation } from "preact-iso";
import { pools } from "../server/live.js";
import { UsagePanel } from "./usage-panel.js";
import { u } from "./usage-texts.js";

export interface UsageViewProps {
  /** The id of a pool; the farm without one. */
  readonly pool: string;
  /** The id of another one beside it, or `farm`. */
  readonly with: string;
}

/** How the farm, or one or two pools, were used over time. */
export function UsageView({ pool, with: other }: UsageViewProps) {
  const { route } = useLocation();
  const show = (next: Partial<UsageViewProps>) => {
    const query = Object.entries({ pool, with: other, ...next }).filter(([, value]) => value !== "");
    route(`/usage${query.length > 0 ? `?${new URLSearchParams(query)}` : ""}`, true);
  };
  const first = pool === "" ? null : pool;
  const second = other === "farm" ? null : other;
  const subjects = other === "" || second === first ? [first] : [first, second];
  return (
    <section class="usage-view" aria-labelledby="usage-title">
      <div class="bar">
        <h1 id="usage-title">{u.title}</h1>
        <label>
          {u.of}
          <select value={pool} onChange={(event) => show({ pool: event.currentTarget.value })}>
            <option value="">{u.farm}</option>
            <Pools chosen={pool} />
          </select>
        </label>
        <label>
          {u.compare}
          <select value={other} onChange={(event) => show({ with: event.currentTarget.value })}>
            <option value="">{u.nothing}</option>
            {pool !== "" && <option value="farm">{u.farm}</option>}
            <Pools chosen={other} />
          </select>
        </label>
      </div>
      <div class="scroll">
        <UsagePanel subjects={subjects} />
      </div>
    </section>
  );
}

function Pools({ chosen }: { readonly chosen: string }) {
  const isThere = chosen === "" || chosen === "farm" || pools.value.some(({ id }) => id === chosen);
  return (
    <>
      {!isThere && <option value={chosen}>{u.deleted}</option>}
      {pools.value.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </>
  );
}
