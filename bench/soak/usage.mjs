import { readdirSync, readFileSync } from "node:fs";

/** What a process has of the system, as Linux tells it. */
export function usageOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const number = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1]);
  return {
    residentKib: number("VmRSS"),
    threads: number("Threads"),
    handles: readdirSync(`/proc/${pid}/fd`).length,
  };
}
