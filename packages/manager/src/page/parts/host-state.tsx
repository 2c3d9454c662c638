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
      <span class={isBrief && isUsual ? "visually-hidden" : undefined}>{t.hostState[kind]}</span>
    </span>
  );
}

/** The key of the word for how a host is. */
export function stateOf({
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
