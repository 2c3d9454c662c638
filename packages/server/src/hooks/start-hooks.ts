import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import {
  AfpoolsError,
  type Clock,
  LeaseKeeper,
  type LeaseStore,
  type LivePools,
  systemClock,
} from "@afpools/core";
import { clipText, quoted } from "@afpools/core/internal";
import type { Log } from "../log/log.js";
import type { Delivery } from "./delivery.js";
import { HoldEnds } from "./hold-ends.js";
import type { Hook } from "./hook.js";
import { HookSender, type HookSenderOptions, type HookState, type HookStatus } from "./hook-sender.js";
import { JobAlarms, type JudgedJobs } from "./job-alarms.js";

/** Between two looks at jobs and holds, in ms. */
const lookMs = 5_000;

export interface HooksParts {
  readonly hooks: readonly Hook[];
  readonly store: HookSenderOptions["store"];
  readonly leases: LeaseStore;
  readonly live: Pick<LivePools, "subscribe" | "current">;
  /** Nothing where jobs are not known. */
  readonly statuses: JudgedJobs | undefined;
  readonly log: Log;
  readonly clock?: Clock;
}

export interface RunningHooks {
  status(): readonly HookStatus[];
  /** With what waits for each. */
  list(): Promise<readonly HookState[]>;
  /** Sends a test. @throws AfpoolsError `HOOK_NOT_FOUND` */
  test(name: string, by: string): ReturnType<HookSender["test"]>;
  /** Goes on with these hooks. Those that are as before go on as they were. */
  replace(hooks: readonly Hook[]): Promise<void>;
  close(): Promise<void>;
}

/** Starts to tell hooks what is new, in turn with other servers on the same database. */
export function startHooks(parts: HooksParts): RunningHooks {
  const { store, leases, live, statuses, log, clock = systemClock } = parts;
  /** Is there while there are hooks. */
  let lease: LeaseKeeper | undefined;
  let senders: readonly HookSender[] = [];
  let isClosed = false;
  const isSender = () => lease?.isHeld ?? false;
  const look = () => {
    for (const sender of senders) sender.look();
  };
  const senderOf = (hook: Hook) => {
    const same = senders.find((sender) => JSON.stringify(sender.hook) === JSON.stringify(hook));
    return same ?? new HookSender({ hook, store, leases, isSender, log, clock });
  };
  const replace = async (hooks: readonly Hook[]) => {
    const before = senders;
    senders = hooks.map(senderOf);
    await Promise.all(before.filter((sender) => !senders.includes(sender)).map((sender) => sender.close()));
    if (hooks.length > 0 && !lease) {
      const holder = `${hostname()}:${process.pid}:${randomUUID()}`;
      lease = new LeaseKeeper({ leases, name: "hooks", holder, clock });
      lease.subscribe(look);
    } else if (hooks.length === 0) {
      const held = lease;
      lease = undefined;
      await held?.close();
    }
    look();
  };
  const unsubscribe = live.subscribe(look);
  const alarms = statuses && new JobAlarms(statuses);
  let cancel: () => void;
  let looking: Promise<void> = Promise.resolve();
  const holdEnds = new HoldEnds();
  const tell = (news: readonly Delivery[]) => {
    if (!isSender()) return;
    for (const delivery of news) for (const sender of senders) sender.tell(delivery);
  };
  const lookAtJobs = async () => {
    if (senders.length > 0) tell((await alarms?.look()) ?? []);
  };
  /** The next look is due when the last one has ended, which takes long on a large farm. */
  const schedule = () => {
    if (isClosed) return;
    cancel = clock.schedule(lookMs, () => {
      tell(holdEnds.look(live.current.pools, clock.date()));
      looking = lookAtJobs()
        .catch((error: unknown) => log.warn({ error: String(error) }, "jobs not looked at for webhooks"))
        .finally(schedule);
    });
  };
  void replace(parts.hooks);
  holdEnds.look(live.current.pools, clock.date());
  schedule();
  return {
    status: () => senders.map(({ status }) => status),
    list: () => Promise.all(senders.map((sender) => sender.state())),
    test: async (name, by) => {
      const sender = senders.find(({ hook }) => hook.name === name);
      if (sender) return sender.test(by);
      throw new AfpoolsError(
        "HOOK_NOT_FOUND",
        `There is no webhook ${quoted(clipText(name, 60))}. Names are those in the file of the setting hooks.file.`,
        { details: { hook: clipText(name, 60) } },
      );
    },
    replace,
    close: async () => {
      isClosed = true;
      cancel();
      unsubscribe();
      await looking;
      await replace([]);
    },
  };
}
