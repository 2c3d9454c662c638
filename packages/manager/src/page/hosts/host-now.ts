import { hostKey } from "@afpools/core";
import type { HostStateProps } from "../parts/host-state.js";
import { holdOfHost } from "../server/holds.js";
import { hosts } from "../server/membership.js";

/** What is known of a host by its name: how it is, as in all tables, and which jobs it renders. */
export interface HostNow {
  readonly state: HostStateProps;
  readonly jobs: readonly string[];
}

/** @param online whether it is, where the page does not know the host */
export function hostNow(name: string, online: boolean | null): HostNow {
  const render = hosts.value.get(name);
  const state = { ...(render ?? { online }), isInHold: holdOfHost.value.has(hostKey(name)) };
  return { state, jobs: render?.jobs ?? [] };
}
