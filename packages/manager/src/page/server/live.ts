import type { Pool, ServerState, Session, Subscription, SubscriptionStatus } from "@afpools/api/client";
import { AfpoolsError, isHoldOver } from "@afpools/core";
import { computed, signal } from "@preact/signals";
import { client } from "./client.js";
import { takeScanEvent } from "./scans.js";

/** What the server has, kept as it is there; nothing before it was first seen. */
export const state = signal<ServerState | undefined>(undefined);

/** How the connection stands. While it is away, `state` is as it was seen last. */
export const connection = signal<SubscriptionStatus>({ kind: "connecting" });

/** Who uses the page; nothing while that is not known. */
export const session = signal<Session | undefined>(undefined);

const byName = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const poolsById = computed(() => state.value?.pools);

/** All pools by their names; the same value until one changes. */
export const pools = computed<readonly Pool[]>(() =>
  [...(poolsById.value?.values() ?? [])].sort((a, b) => byName.compare(a.name, b.name)),
);

/** Those that lists show: without holds that are over. */
export const listedPools = computed<readonly Pool[]>(() => {
  const now = Date.now();
  return pools.value.filter((pool) => !isHoldOver(pool, now));
});
export const status = computed(() => state.value?.status);

/** Did the session end, elsewhere or by its age, while the page was open? What was seen is kept, and hidden until somebody signs in. */
export const isSignedOut = computed(() => connection.value.kind === "ended" && state.value !== undefined);

/** Do the server, its database and afserver answer, as far as is known? */
export const isWhole = computed(
  () =>
    connection.value.kind === "live" &&
    status.value !== undefined &&
    !status.value.store.away &&
    status.value.afserver.state !== "away",
);

const rank = { viewer: 1, editor: 2, admin: 3 } as const;

/** May who uses the page do what needs this role? The server decides; the page does not offer what it would refuse. */
export function may(role: keyof typeof rank): boolean {
  const own = session.value?.caller.role;
  return own !== null && own !== undefined && rank[own] >= rank[role];
}

let subscription: Subscription | undefined;
let showing: ReturnType<typeof setTimeout> | undefined;

/** Shows a state in a task of its own: reading a large message and drawing what it changed would be a late frame together. */
function showSoon(next: ServerState): void {
  clearTimeout(showing);
  showing = setTimeout(() => {
    state.value = next;
  });
}

/** Begins to follow the server, anew after somebody signed in or out. */
export async function follow(): Promise<void> {
  subscription?.close();
  subscription = undefined;
  clearTimeout(showing);
  try {
    session.value = await client.getSession();
  } catch (error) {
    // The events tell the same, and try again.
    if (!(error instanceof AfpoolsError)) throw error;
  }
  subscription = client.subscribe({
    onState: showSoon,
    onStatus: (next) => {
      const wasLive = connection.value.kind === "live";
      connection.value = next;
      // The server may have been started anew, with other users.
      if (next.kind === "live" && !wasLive) void readSession();
    },
    onScan: takeScanEvent,
  });
}

/** Goes on as somebody who is not signed in; what was seen before is forgotten. */
export async function goOnSignedOut(): Promise<void> {
  // The browser may still hold a session that is over.
  await client.signOut().catch(() => undefined);
  state.value = undefined;
  session.value = undefined;
  await follow();
}

async function readSession(): Promise<void> {
  try {
    session.value = await client.getSession();
  } catch {
    // What can be done goes by what was known; the connection tells what is wrong.
  }
}
