import { randomUUID } from "node:crypto";
import { type PoolChange, poolNameKey } from "@afpools/core";
import { isHold, quoted } from "@afpools/core/internal";
import type { Hook, HookTopic } from "./hook.js";

/** What a delivery is about. */
interface Subject {
  readonly topic: HookTopic;
  /** The names of the pools that it is about. */
  readonly pools: readonly string[];
}

/** What one request tells. */
export interface Delivery extends Subject {
  /** Stays the same when it is sent again. */
  readonly id: string;
  readonly body: DeliveryBody;
}

interface DeliveryBody {
  readonly type:
    | "pools.changed"
    | "holds.changed"
    | "hold.ended"
    | "job.empty"
    | "job.orphan"
    | "job.stuck"
    | "test";
  /** One sentence for people. */
  readonly text: string;
  readonly changes?: readonly PoolChange[];
  readonly hold?: {
    readonly id: string;
    readonly name: string;
    readonly reason: string;
    readonly by: string;
  };
  readonly job?: {
    readonly serial: number;
    readonly id: number;
    readonly name: string;
    readonly user: string;
  };
}

/** What changes that were made together are about. */
export function subjectOf(changes: readonly Pick<PoolChange, "poolName">[]): Subject {
  const isOfHolds = changes.every(({ poolName: name }) => isHold({ name }));
  return { topic: isOfHolds ? "holds" : "pools", pools: changes.map(({ poolName }) => poolName) };
}

/** What is told of changes that were made together. */
export function changesDelivery(changes: readonly PoolChange[]): Delivery {
  const last = changes.at(-1);
  const { topic, pools } = subjectOf(changes);
  const did = changes.map(describe).join("; ");
  return {
    id: last?.id ?? "",
    topic,
    pools,
    body: {
      type: topic === "holds" ? "holds.changed" : "pools.changed",
      text: `${last?.by ?? ""}: ${did}`,
      changes,
    },
  };
}

function describe({ kind, poolName, diff }: PoolChange): string {
  const signed = (sign: string, words: readonly string[]) =>
    words.length === 0
      ? []
      : [
          `${sign} ${words.slice(0, 10).join(", ")}${words.length > 10 ? ` and ${words.length - 10} more` : ""}`,
        ];
  const parts = [
    ...(kind === "update" && diff.name ? [`renamed from ${quoted(diff.name.before)}`] : []),
    ...(kind === "update" && diff.description ? ["description changed"] : []),
    ...signed("added", [...(diff.hosts?.added ?? []).map(({ name }) => name), ...(diff.rules?.added ?? [])]),
    ...signed("removed", [
      ...(diff.hosts?.removed ?? []).map(({ name }) => name),
      ...(diff.rules?.removed ?? []),
    ]),
  ];
  const verb = { create: "created", update: "changed", delete: "deleted" }[kind];
  const what = kind === "delete" || parts.length === 0 ? "" : ` (${parts.join("; ")})`;
  return `${verb} ${quoted(poolName)}${what}`;
}

/** What shows that a hook can be reached. */
export function testDelivery(hookName: string, by: string): Delivery {
  const text = `${by} tests the webhook ${hookName} of Afanasy Pools.`;
  return { id: randomUUID(), topic: "pools", pools: [], body: { type: "test", text } };
}

/** Is the hook told this? */
export function isWanted({ topic, pools }: Subject, hook: Hook): boolean {
  if (!hook.topics.includes(topic)) return false;
  const wanted = hook.pools && new Set(hook.pools.map(poolNameKey));
  return topic === "jobs" || wanted === undefined || pools.some((name) => wanted.has(poolNameKey(name)));
}
