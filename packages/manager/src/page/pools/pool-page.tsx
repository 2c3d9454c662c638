import type { Pool } from "@afpools/api/client";
import { poolToFill } from "../add-hosts/add-hosts-dialog.js";
import { HostsTable } from "../hosts/hosts-table.js";
import { JobsTable } from "../jobs/jobs-table.js";
import { useKeys } from "../parts/keys.js";
import { later } from "../parts/later.js";
import { jobsOnPool } from "../server/jobs-on-pool.js";
import { may } from "../server/live.js";
import { t } from "../texts.js";
import { PoolHead } from "./pool-head.js";
import { Rules } from "./rules.js";

export const poolTabs = ["hosts", "rules", "jobs", "usage", "history"] as const;
export type PoolTab = (typeof poolTabs)[number];

// What somebody who looks at hosts need not wait for.
const UsagePanel = later(async () => (await import("../usage/usage-panel.js")).UsagePanel);
const HistoryList = later(async () => (await import("../history/history-list.js")).HistoryList);

/** One pool: what it is, its hosts, rules, jobs and history. */
export function PoolPage({ pool, tab }: { readonly pool: Pool; readonly tab: PoolTab }) {
  const mayEdit = may("editor");
  const open = () => {
    poolToFill.value = pool;
  };
  useKeys({
    a: () => {
      if (mayEdit) open();
    },
  });
  return (
    <article class="pool-page" aria-labelledby="pool-name">
      <PoolHead pool={pool} />
      <nav class="tabs" aria-label={t.pool.tabs}>
        {poolTabs.map((name) => (
          <a key={name} href={`/pools/${pool.id}/${name}`} aria-current={name === tab ? "page" : undefined}>
            {t.pool[name]}
            {name === "rules" && pool.rules.length > 0 && <span class="badge">{pool.rules.length}</span>}
          </a>
        ))}
      </nav>
      {tab === "hosts" && <HostsTable pool={pool} onAdd={open} />}
      {tab === "rules" && <Rules pool={pool} />}
      {tab === "jobs" && <JobsTable jobs={jobsOnPool(pool)} />}
      {tab === "usage" && (
        <div class="scroll">
          <a class="pad compare" href={`/usage?pool=${pool.id}&with=farm`}>
            {t.pool.compareUsage}
          </a>
          <UsagePanel subjects={[pool.id]} />
        </div>
      )}
      {tab === "history" && <HistoryList filter={{ pool: pool.id }} isOfOne />}
    </article>
  );
}
