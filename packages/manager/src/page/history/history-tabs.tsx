import { t } from "../texts.js";

/** Whose history is shown: that of pools, or that of jobs' pools. */
export function HistoryTabs({ of }: { readonly of: "pools" | "jobs" }) {
  return (
    <nav class="tabs" aria-label={t.history}>
      <a href="/history" aria-current={of === "pools" ? "page" : undefined}>
        {t.pools}
      </a>
      <a href="/history/jobs" aria-current={of === "jobs" ? "page" : undefined}>
        {t.jobs}
      </a>
    </nav>
  );
}
