import type { Render } from "@afpools/api/client";
import { t } from "../texts.js";

export interface HostStateProps {
  /** Null where the farm does not know it. */
  readonly online: boolean | null;
  /** Is the word left to the colour where nothing keeps a host from rendering, as it is of nearly all? */
  readonly isBrief?: boolean;
  readonly held?: Render["held"] | undefined;
  /** How many tasks it renders; absent where that is not told here. */
  readonly tasks?: number | null | undefined;
  /** Does a hold keep it out of pools? */
  readonly isInHold?: boolean;
}

/** How a host is, in a word and a colour. */
export function HostState({ isBrief = false, ...host }: HostStateProps) {
  const kind = stateOf(host);
  const isUsual = kind === "online" || kind === "free" || kind === "busy";
  return (
    <span class={`host-state ${kind}`}>
      <span class="dot" aria-hidden="true" />
      <span class={isBrief && isUsual ? "visually-hidden" : undefined}>{stateWords(host)}</span>
    </span>
  );
}

/** How a host is, in words. One that renders and gets no new task is both: it counts as busy until the task ends. */
export function stateWords(host: Omit<HostStateProps, "isBrief">): string {
  const kind = stateOf(host);
  const isKept = kind === "held" || kind === "paused" || kind === "nimby" || kind === "user-only";
  return isKept && (host.tasks ?? 0) > 0 ? `${t.hostState.busy}, ${t.hostState[kind]}` : t.hostState[kind];
}

/** The key of the word for how a host is. */
function stateOf({
  online,
  held,
  tasks,
  isInHold = false,
}: Omit<HostStateProps, "isBrief">): keyof typeof t.hostState {
  if (online === null) return "unknown";
  if (!online) return "offline";
  if (isInHold) return "held";
  if (held) return held;
  if (tasks === undefined || tasks === null) return "online";
  return tasks > 0 ? "busy" : "free";
}
