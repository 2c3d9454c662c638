import { hostGroups } from "@afpools/core/internal";
import { useLocation } from "preact-iso";
import { keysAreShown } from "./page-keys.js";
import { Icon, type IconName } from "./parts/icon.js";
import { farmCounts } from "./server/holds.js";
import { connection, session, status } from "./server/live.js";

import { t } from "./texts.js";

const places: readonly { readonly path: string; readonly label: string; readonly icon: IconName }[] = [
  { path: "/pools", label: t.pools, icon: "pools" },
  { path: "/hosts", label: t.hostsView.title, icon: "hosts" },
  { path: "/matrix", label: t.matrix, icon: "matrix" },
  { path: "/overlap", label: t.overlap, icon: "overlap" },
  { path: "/try", label: t.tryIt, icon: "try" },
  { path: "/jobs", label: t.jobs, icon: "jobs" },
  { path: "/usage", label: t.usage, icon: "usage" },
  { path: "/history", label: t.history, icon: "history" },
  { path: "/settings", label: t.settings, icon: "settings" },
];

/** The pages, whether the server is heard, and who the person is. */
export function Navigation() {
  const { path } = useLocation();
  const isLive = connection.value.kind === "live";
  const name = session.value?.caller.name;
  const farm = status.value?.farm;
  return (
    <header class="navigation">
      <nav aria-label={t.navigation}>
        <ul>
          {places.map(({ path: target, label, icon }) => {
            const isHere = path.startsWith(target) || (target === "/pools" && path === "/");
            return (
              <li key={target}>
                <a href={target} aria-current={isHere ? "page" : undefined}>
                  <Icon name={icon} />
                  <span>{label}</span>
                </a>
              </li>
            );
          })}
        </ul>
      </nav>
      <div class="foot">
        {farm?.known && <FarmStrip />}
        <p class={isLive ? "connection live" : "connection"}>
          <span class="dot" aria-hidden="true" />
          <span>{connectionWord()}</span>
        </p>
        <button
          type="button"
          class="help-button"
          title={`${t.shortcuts.title} (?)`}
          onClick={() => {
            keysAreShown.value = true;
          }}
        >
          <Icon name="help" />
          <span>{t.shortcuts.label}</span>
        </button>
        <a href="/settings/account" class="who" title={name ?? t.account.anonymous}>
          <Icon name="user" />
          <span>{name ?? t.account.signIn}</span>
        </a>
      </div>
    </header>
  );
}

function connectionWord(): string {
  const { kind } = connection.value;
  return kind === "live" ? t.connection.live : kind === "ended" ? t.account.signedOut : t.connection.offline;
}

/** The farm at a glance: how many hosts are free, busy, held and offline, each of which leads to them. */
function FarmStrip() {
  const counts = farmCounts.value;
  return (
    <ul class="farm" aria-label={t.farm}>
      {hostGroups.map((group) => (
        <li key={group} class={group}>
          <a href={`/hosts?show=${group}`}>
            <span class="number">{counts[group].toLocaleString("en")}</span> {t.hostsView.choices[group]}
          </a>
        </li>
      ))}
    </ul>
  );
}
