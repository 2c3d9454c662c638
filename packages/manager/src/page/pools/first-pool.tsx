import type { NativePool } from "@afpools/api/client";
import { useEffect, useMemo, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { act } from "../server/act.js";
import { client } from "../server/client.js";
import { may, session, status } from "../server/live.js";
import { hosts } from "../server/membership.js";
import { NameAfserver } from "../settings/name-afserver.js";
import { askToSignIn } from "../sign-in/ask-to-sign-in.js";
import { t } from "../texts.js";
import { createPool, type NewPool } from "./edit-pool.js";
import { NewPoolForm } from "./new-pool.js";
import { poolIdeas } from "./pool-ideas.js";

/** What stands where there are no pools yet: the next step for who looks at it. */
export function FirstPool() {
  return (
    <section class="first-pool scroll">
      <h1>{t.pool.first}</h1>
      <p>{t.pool.firstText}</p>
      {may("editor") ? <FirstSteps /> : <WhoMayBegin />}
    </section>
  );
}

/** How somebody who may not make pools gets on. */
function WhoMayBegin() {
  const { value } = session;
  if (!value) return null;
  if (!value.hasAdmin) {
    return (
      <div class="warning pad">
        <p>{t.signIn.noAdmin}</p>
        <p>
          {t.signIn.printAgain} <code>afpools welcome</code>
        </p>
      </div>
    );
  }
  if (value.caller.name !== null) return <p class="warning pad">{t.pool.needsEditor}</p>;
  return (
    <p class="warning pad">
      {t.pool.needsSignIn}{" "}
      <button type="button" class="primary" onClick={askToSignIn}>
        {t.signIn.title}
      </button>
    </p>
  );
}

function FirstSteps() {
  return (
    <>
      {status.value?.afserver.state === "none" && may("admin") && <NameAfserver />}
      <NewPoolForm />
      <Beginnings />
    </>
  );
}

/** Pools that suit the farm as it is: by Afanasy's own pools, by names, by GPUs. */
function Beginnings() {
  const [native, setNative] = useState<readonly NativePool[]>([]);
  const { route } = useLocation();
  const seen = hosts.value.size;
  const ofNative = [...hosts.value.values()].filter(({ nativePool }) => nativePool !== "/").length;
  useEffect(() => {
    // Where there is no afserver there is nothing to offer.
    client.listNativePools().then(
      ({ pools }) => setNative(pools.filter((pool) => pool.path !== "/" && pool.hosts.length > 0)),
      () => setNative([]),
    );
  }, [ofNative]);
  const ideas = useMemo(() => poolIdeas(hosts.value.values()), [seen]);
  if (native.length + ideas.length === 0) return null;
  const make = (draft: NewPool) =>
    act(async () => {
      const pool = await createPool(draft);
      route(`/pools/${pool.id}`);
    });
  return (
    <>
      <h2>{t.pool.beginnings}</h2>
      <ul class="plain-list">
        {native.map((pool) => (
          <Beginning
            key={pool.path}
            label={t.pool.createFromNative(pool.path)}
            text={t.pool.ofNative(pool.hosts.length)}
            onMake={() =>
              void make({ name: pool.path.slice(pool.path.lastIndexOf("/") + 1), hosts: pool.hosts })
            }
          />
        ))}
        {ideas.map(({ name, rule, hosts: number }) => (
          <Beginning
            key={rule}
            label={t.pool.createNamed(name)}
            text={t.pool.byRule(rule, number)}
            onMake={() => void make({ name, rules: [rule] })}
          />
        ))}
      </ul>
    </>
  );
}

interface BeginningProps {
  readonly label: string;
  readonly text: string;
  readonly onMake: () => void;
}

function Beginning({ label, text, onMake }: BeginningProps) {
  return (
    <li>
      <button type="button" onClick={onMake}>
        {label}
      </button>{" "}
      <span class="quiet">{text}</span>
    </li>
  );
}
