import { t } from "../texts.js";

export interface HostStateProps {
  readonly online: boolean | null;
  /** Is the word left to the colour where a host is online, as nearly all are? */
  readonly isBrief?: boolean;
  readonly held?: "paused" | "nimby" | "user-only" | null | undefined;
}

/** Whether a host is online, in a word and a colour. */
export function HostState({ online, held, isBrief = false }: HostStateProps) {
  const kind = online === null ? "unknown" : !online ? "offline" : (held ?? "online");
  return (
    <span class={`host-state ${kind}`}>
      <span class="dot" aria-hidden="true" />
      <span class={isBrief && kind === "online" ? "visually-hidden" : undefined}>{t.hostState[kind]}</span>
    </span>
  );
}
