import type { NativePool } from "@afpools/api/client";
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { act } from "../server/act.js";
import { client } from "../server/client.js";
import { may } from "../server/live.js";
import { hosts } from "../server/membership.js";
import { t } from "../texts.js";
import { createPool } from "./edit-pool.js";
import { NewPoolForm } from "./new-pool.js";

/** What stands where there are no pools yet. */
export function FirstPool() {
  return (
    <section class="first-pool">
      <h1>{t.pool.first}</h1>
      <p>{t.pool.firstText}</p>
      {may("editor") && (
        <>
          <NewPoolForm />
          <NativeBeginnings />
        </>
      )}
    </section>
  );
}

/** Afanasy's own pools, each to be made one of ours. */
function NativeBeginnings() {
  const [native, setNative] = useState<readonly NativePool[]>([]);
  const { route } = useLocation();
  // A render that comes can bring a pool of its own.
  const seen = hosts.value.size;
  useEffect(() => {
    // Where there is no afserver there is nothing to offer.
    client.listNativePools().then(
      ({ pools }) => setNative(pools.filter(({ path }) => path !== "/")),
      () => setNative([]),
    );
  }, [seen]);
  if (native.length === 0) return null;
  const make = ({ path, hosts }: NativePool) =>
    act(async () => {
      const pool = await createPool({ name: path.slice(path.lastIndexOf("/") + 1), hosts });
      route(`/pools/${pool.id}`);
    });
  return (
    <>
      <h2>{t.pool.nativeTitle}</h2>
      <ul class="plain-list">
        {native.map((pool) => (
          <li key={pool.path}>
            <button type="button" onClick={() => void make(pool)}>
              {t.pool.createFromNative(pool.path)}
            </button>{" "}
            <span class="quiet">{t.hosts(pool.hosts.length)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
