import type { Pool, Render } from "@afpools/api/client";
import { endOfHold, findHost, visible } from "@afpools/core/internal";
import { Empty } from "../parts/empty.js";
import { ForeignText } from "../parts/foreign-text.js";
import { HostState } from "../parts/host-state.js";
import { Icon } from "../parts/icon.js";
import { PoolLinks } from "../parts/pool-links.js";
import { shownTime } from "../parts/shown-time.js";
import { copyHosts, removeHosts } from "../pools/edit-pool.js";
import { pickPool } from "../pools/pick-pool.js";
import { pools as allPools, may } from "../server/live.js";
import { membershipOf, membershipOrHeld } from "../server/membership.js";
import { t } from "../texts.js";
import { HandFacts } from "./hand-facts.js";
import { hostsToHold, releaseHost } from "./hold-hosts.js";
import { HostJobs } from "./host-jobs.js";
import { allRows } from "./read-rows.js";

/** One host: how it is, what it has, which pools it is in and why, and which jobs may render on it. */
export function HostPage({ host }: { readonly host: string }) {
  const row = findHost(allRows.value, host);
  if (!row) {
    return (
      <Empty title={t.hostPage.unknown(host)}>
        <p>
          <a href="/hosts">{t.hostsView.title}</a>
        </p>
      </Empty>
    );
  }
  const { name, render, hold, pools } = row;
  return (
    <article class="host-page scroll" aria-labelledby="host-name">
      <header class="bar">
        <h1 id="host-name" title={visible(name)}>
          <ForeignText text={name} />
        </h1>
        <HostState {...render} online={render?.online ?? null} isInHold={hold !== undefined} />
      </header>
      <HoldOfHost name={name} hold={hold} />
      <PoolsOfHost name={name} pools={pools} isHeld={hold !== undefined} />
      <p class="pad">
        <a href={`/history?host=${encodeURIComponent(name)}`}>{t.hostPage.history}</a>
      </p>
      <HandFacts host={name} />
      {render && <Facts render={render} />}
      <HostJobs host={name} />
    </article>
  );
}

/** What keeps it out of its pools, with the way to end that; where nothing does, the way to hold it. */
function HoldOfHost({ name, hold }: { readonly name: string; readonly hold: Pool | undefined }) {
  const mayEdit = may("editor");
  if (!hold) {
    return mayEdit ? (
      <p class="pad">
        <button
          type="button"
          onClick={() => {
            hostsToHold.value = [name];
          }}
        >
          {t.hold.holdSome}
        </button>
      </p>
    ) : null;
  }
  const end = endOfHold(hold);
  const until = end === undefined ? undefined : shownTime(new Date(end).toISOString());
  return (
    <p class="warning pad">
      {t.hold.by(hold.changedBy, until)} <ForeignText text={hold.description} />{" "}
      {mayEdit && (
        <button type="button" onClick={() => void releaseHost(name, hold)}>
          {t.hold.release}
        </button>
      )}
    </p>
  );
}

/** The pools that a held host would be in without its hold. */
function poolsHeldOutOf(name: string, now: readonly Pool[]): readonly Pool[] {
  const ids = new Set(now.map(({ id }) => id));
  return allPools.value.filter((pool) => !ids.has(pool.id) && membershipOrHeld(name, pool));
}

interface PoolsOfHostProps {
  readonly name: string;
  readonly pools: readonly Pool[];
  readonly isHeld: boolean;
}

function PoolsOfHost({ name, pools, isHeld }: PoolsOfHostProps) {
  const mayEdit = may("editor");
  const heldOutOf = isHeld ? poolsHeldOutOf(name, pools) : [];
  const add = async () => {
    const to = await pickPool(t.poolHosts.copyTitle(1));
    if (to) await copyHosts(to, [name]);
  };
  return (
    <section class="pad" aria-labelledby="host-pools">
      <h2 id="host-pools">{t.pools}</h2>
      {pools.length === 0 && <p>{t.hostPage.noPool}</p>}
      <ul class="pools-of-host">
        {pools.map((pool) => {
          const why = membershipOf(name, pool);
          return (
            <li key={pool.id}>
              <a href={`/pools/${pool.id}`}>
                <ForeignText text={pool.name} />
              </a>{" "}
              <span class="quiet">
                {why?.by === "rule" ? t.poolHosts.byRule(why.rule) : t.poolHosts.byName}
              </span>{" "}
              {mayEdit && why?.by === "name" && (
                <button
                  type="button"
                  class="link"
                  aria-label={t.hostPage.removeFrom(pool.name)}
                  onClick={() => void removeHosts(pool, [name])}
                >
                  {t.poolHosts.remove}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {heldOutOf.length > 0 && (
        <p>
          {t.hostPage.heldOutOf} <PoolLinks pools={heldOutOf} />
        </p>
      )}
      {mayEdit && (
        <button type="button" onClick={() => void add()}>
          <Icon name="plus" />
          {t.hostsView.addToPool}
        </button>
      )}
    </section>
  );
}

function Facts({ render }: { readonly render: Render }) {
  const { facts, address, engine, nativePool } = render;
  const gibibytes = (bytes: number | undefined) =>
    bytes === undefined ? undefined : `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const { os, cores, ram, disk, gpu, gpuRam, users, properties, keptUntil } = facts;
  const shown: readonly (readonly [label: string, value: string | null | undefined])[] = [
    [t.hostPage.os, os],
    [t.hostPage.cores, cores?.toString()],
    [t.hostPage.ram, gibibytes(ram)],
    [t.hostPage.disk, gibibytes(disk)],
    [t.hostPage.gpu, gpu === "" ? t.hostPage.no : gpu],
    [t.hostPage.gpuRam, gpu === "" ? undefined : gibibytes(gpuRam)],
    [t.hostPage.users, users?.length === 0 ? t.hostPage.nobody : users?.join(", ")],
    [t.hostPage.properties, properties?.join(", ")],
    [t.hostPage.nativePool, nativePool],
    [t.poolHosts.address, address],
    [t.poolHosts.version, engine],
  ];
  return (
    <section class="pad" aria-labelledby="host-facts">
      <h2 id="host-facts">{t.hostsView.machine}</h2>
      {keptUntil !== undefined && <p class="warning pad">{t.hostPage.kept(shownTime(keptUntil))}</p>}
      <dl class="facts">
        {shown.map(
          ([label, value]) =>
            value && (
              <div key={label}>
                <dt>{label}</dt>
                <dd>
                  <ForeignText text={value} />
                </dd>
              </div>
            ),
        )}
      </dl>
    </section>
  );
}
