import { Budget } from "@afpools/core/internal";
import type { Release } from "../releases/release.js";
import type { Judgement } from "./answer.js";
import { type Check, isLasting, judgementOf, lasting, passing, stopOf } from "./check.js";
import type { CheckedHost } from "./checked-host.js";

/** Whether a render takes any task at all, in afserver's order. */
export function renderChecks({ checks }: Pick<Release, "checks">): readonly Check[] {
  return [
    ...(checks.has("native-pools") ? [inNativePool] : []),
    ...(checks.has("sick") ? [healthy] : []),
    online,
    priority,
    someCapacity,
    capacityLeft,
    someSlot,
    slotLeft,
    ...(checks.has("native-pools") ? [poolPriority, poolRuns] : []),
    awake,
  ];
}

/** By the checks of a release and the host. */
const judged = new WeakMap<Release["checks"], WeakMap<CheckedHost, Judgement>>();

/** Judges hosts by their own settings, whichever job asks: once each, so that a thousand jobs do not judge a farm a thousand times. */
export function renderSettingsJudge(release: Pick<Release, "checks">): (host: CheckedHost) => Judgement {
  const known = judged.get(release.checks) ?? new WeakMap<CheckedHost, Judgement>();
  judged.set(release.checks, known);
  const checks = renderChecks(release).filter(isLasting);
  const noMasks = new Budget();
  return (host) => {
    const before = known.get(host);
    if (before) return before;
    const judgement = judgementOf(checks, host, noMasks);
    known.set(host, judgement);
    return judgement;
  };
}

const inNativePool = lasting(({ render }) =>
  render.pool === ""
    ? stopOf("never", "native-pool", "render", "it is in none of Afanasy's own pools.")
    : undefined,
);

const healthy = passing(({ render }) =>
  render.state.has("SIC")
    ? stopOf("not-now", "sick", "render", "it is sick after errors, until somebody heals it in Afanasy.")
    : undefined,
);

const online = passing((host) =>
  host.online ? undefined : stopOf("not-now", "offline", "render", "it is offline."),
);

const priority = lasting(({ render }) =>
  render.priority === 0 ? stopOf("never", "priority", "render", "its priority is 0.") : undefined,
);

const someCapacity = lasting(({ capacity }) =>
  capacity === 0 ? stopOf("never", "capacity", "render", "its capacity is 0.") : undefined,
);

const capacityLeft = passing(({ capacity, render: { capacity_used: used = 0 } }) => {
  if (capacity === undefined)
    return stopOf("unknown", "capacity", "render", "afserver does not tell its capacity.");
  return used >= capacity
    ? stopOf("not-now", "capacity", "render", `it is full: ${used} of its capacity of ${capacity} is used.`)
    : undefined;
});

const someSlot = lasting(({ maxTasks }) =>
  maxTasks === 0 ? stopOf("never", "slots", "render", "it may run no tasks.") : undefined,
);

const slotLeft = passing(({ maxTasks, render: { tasks = [] } }) => {
  if (maxTasks === undefined)
    return stopOf("unknown", "slots", "render", "afserver does not tell how many tasks it may run.");
  return tasks.length >= maxTasks
    ? stopOf("not-now", "slots", "render", `it runs ${tasks.length} of at most ${maxTasks} tasks.`)
    : undefined;
});

const poolPriority = lasting(({ pools }) => {
  const pool = pools.find((each) => each.priority === 0);
  return (
    pool && stopOf("never", "priority", "native-pool", `Afanasy's own pool ${pool.name} has priority 0.`)
  );
});

const poolRuns = passing(({ pools }) => {
  const pool = pools.find(({ state }) => state?.has("PAU"));
  return pool && stopOf("not-now", "paused", "native-pool", `Afanasy's own pool ${pool.name} is paused.`);
});

const awake = passing(({ render: { state } }) => {
  if (state.has("WFL")) return stopOf("not-now", "asleep", "render", "it is going to sleep.");
  if (!state.has("WSL")) return undefined;
  const waking = state.has("WWK") ? "it is being woken." : "it is asleep; afserver wakes it for a job.";
  return stopOf("not-now", "asleep", "render", waking);
});
