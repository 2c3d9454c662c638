import { t } from "../texts.js";

export interface HostStateProps {
  readonly online: boolean | null;
  readonly held?: "paused" | "nimby" | "user-only" | null | undefined;
}

/** Whether a host is online, in a word and a colour. */
export function HostState({ online, held }: HostStateProps) {
  const kind = online === null ? "unknown" : !online ? "offline" : (held ?? "online");
  return (
    <span class={`host-state ${kind}`}>
      <span class="dot" aria-hidden="true" />
      {t.hostState[kind]}
    </span>
  );
}
