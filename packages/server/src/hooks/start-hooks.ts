import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { type Clock, LeaseKeeper, type LeaseStore, type LivePools, systemClock } from "@afpools/core";
import type { Log } from "../log/log.js";
import type { Hook } from "./hook.js";
import { HookSender, type HookSenderOptions, type HookStatus } from "./hook-sender.js";
import { JobAlarms, type JudgedJobs } from "./job-alarms.js";

/** Between two looks at jobs, in ms. */
const lookMs = 5_000;

export interface HooksParts {
  readonly hooks: readonly Hook[];
  readonly store: HookSenderOptions["store"];
  readonly leases: LeaseStore;
  readonly live: Pick<LivePools, "subscribe">;
  /** Nothing where jobs are not known. */
  readonly statuses: JudgedJobs | undefined;
  readonly log: Log;
  readonly clock?: Clock;
}

export interface RunningHooks {
  status(): readonly HookStatus[];
  close(): Promise<void>;
}

/** Starts to tell hooks what is new, in turn with other servers on the same database; nothing where there are none. */
export function startHooks(parts: HooksParts): RunningHooks | undefined {
  const { hooks, store, leases, live, statuses, log, clock = systemClock } = parts;
  if (hooks.length === 0) return undefined;
  const lease = new LeaseKeeper({
    leases,
    name: "hooks",
    holder: `${hostname()}:${process.pid}:${randomUUID()}`,
    clock,
  });
  const isSender = () => lease.isHeld;
  const senders = hooks.map((hook) => new HookSender({ hook, store, leases, isSender, log, clock }));
  const look = () => {
    for (const sender of senders) sender.look();
  };
  const ends = [live.subscribe(look), lease.subscribe(look)];
  const alarms = statuses && new JobAlarms(statuses);
  let isClosed = false;
  let cancel: () => void;
  let looking: Promise<void> = Promise.resolve();
  const lookAtJobs = async () => {
    const news = (await alarms?.look()) ?? [];
    if (!isSender()) return;
    for (const delivery of news) for (const sender of senders) sender.tell(delivery);
  };
  /** The next look is due when the last one has ended, which takes long on a large farm. */
  const schedule = () => {
    if (isClosed) return;
    cancel = clock.schedule(lookMs, () => {
      looking = lookAtJobs()
        .catch((error: unknown) => log.warn({ error: String(error) }, "jobs not looked at for webhooks"))
        .finally(schedule);
    });
  };
  schedule();
  return {
    status: () => senders.map(({ status }) => status),
    close: async () => {
      isClosed = true;
      cancel();
      for (const end of ends) end();
      await looking;
      await Promise.all(senders.map((sender) => sender.close()));
      await lease.close();
    },
  };
}
