import { quoted } from "@afpools/core/internal";
import type { HostResources } from "../model/host-resources.js";
import type { CheckName } from "./answer.js";
import { type Check, lasting, passing, type Subject, stopOf } from "./check.js";
import type { CheckedHost } from "./checked-host.js";

/** A measure of a host's machine. */
export interface Measure {
  readonly check: CheckName;
  /** In texts, such as `free memory`; absent where the unit says it. */
  readonly label?: string;
  readonly unit: string;
  /** What there is at most; absent where that is as good as what there is now. */
  most?(resources: HostResources): number | undefined;
  /** What there is now. */
  now(resources: HostResources): number | undefined;
}

export const measures = {
  memory: {
    check: "memory",
    label: "free memory",
    unit: "MB",
    most: ({ mem_total_mb }) => mem_total_mb,
    now: ({ mem_free_mb }) => mem_free_mb,
  },
  disk: {
    check: "disk",
    label: "free disk",
    unit: "GB",
    most: ({ hdd_total_gb }) => hdd_total_gb,
    now: ({ hdd_free_gb }) => hdd_free_gb,
  },
  gpuMemory: {
    check: "gpu-memory",
    label: "free GPU memory",
    unit: "MB",
    most: ({ gpu_mem_total_mb }) => gpu_mem_total_mb,
    now: ({ gpu_mem_total_mb: total, gpu_mem_used_mb: used = 0 }) =>
      total === undefined ? undefined : total - used,
  },
  frequency: { check: "cpu", label: "CPU frequency", unit: "MHz", now: ({ cpu_mhz }) => cpu_mhz },
  cores: { check: "cpu", unit: "CPU cores", now: ({ cpu_num }) => cpu_num },
  allCores: {
    check: "cpu",
    label: "CPU frequency, all cores together",
    unit: "MHz",
    now: ({ cpu_mhz, cpu_num }) =>
      cpu_mhz === undefined || cpu_num === undefined ? undefined : cpu_mhz * cpu_num,
  },
} as const satisfies Record<string, Measure>;

/**
 * Whether the machine has what is needed: ever, and now.
 *
 * @param refused does afserver refuse a host that has as much as `has`? Default: less than what is needed
 */
export function* measureChecks(
  needed: number | undefined,
  { check, label, unit, most, now }: Measure,
  subject: Subject,
  refused = (needs: number, has: number) => needs > has,
): Generator<Check> {
  // Below 0 stands for no need; that of 0 is met by each machine, but for releases that want more than what is needed.
  if (needed === undefined || needed <= 0) return;
  const needs = `${subject.label} needs ${amount(needed, unit)}${label ? ` of ${label}` : ""}`;
  const stop = (answer: "unknown" | "not-now" | "never", has: string) =>
    stopOf(answer, check, subject.of, `${needs}; this host has ${has}.`);
  yield lasting(({ resources }) => {
    const has = resources && (most ?? now)(resources);
    if (has === undefined)
      return stopOf("unknown", check, subject.of, `${needs}; what this host has is not known.`);
    return refused(needed, has) ? stop("never", `${amount(has, unit)}${most ? " in all" : ""}`) : undefined;
  });
  if (!most) return;
  yield passing(({ resources }) => {
    const has = resources && now(resources);
    return has !== undefined && refused(needed, has) ? stop("not-now", amount(has, unit)) : undefined;
  });
}

/** `need_power`. */
export function* powerChecks(needed: number | undefined, subject: Subject): Generator<Check> {
  if (needed === undefined || needed <= 0) return;
  yield lasting(({ power }) => {
    if (needed <= power) return undefined;
    const has = power < 0 ? "none" : String(power);
    return stopOf(
      "never",
      "power",
      subject.of,
      `${subject.label} needs power ${needed}; this host has ${has}.`,
    );
  });
}

/** Gigabytes where that is exact. */
function amount(value: number, unit: string): string {
  return unit === "MB" && value >= 1024 && value % 1024 === 0 ? `${value / 1024} GB` : `${value} ${unit}`;
}

/** The properties or the system that a host has, in a message. */
export function shownText(text: CheckedHost["os"]): string {
  return text === "" ? "none" : quoted(text, 80);
}
