import type { MaskPlan } from "@afpools/core";
import type { App } from "../app.js";

/** Tells what a person who plans masks should know. */
export function noteWarnings({ warnings }: Pick<MaskPlan, "warnings">, app: App): void {
  for (const { message } of warnings) app.warn(message);
}

/** How many hosts are meant, and how many of them are online where that is known. */
export function countHosts({ hosts, online }: Pick<MaskPlan, "hosts" | "online">): string {
  const known = online === null ? "" : `, ${online} online`;
  return `${hosts.length} ${hosts.length === 1 ? "host" : "hosts"}${known}`;
}
