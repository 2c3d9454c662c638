import type { JobMasks } from "./job-masks.js";
import type { MaskDialect } from "./mask-plan.js";

/** What afserver does with a host: lets it render, or not, and which of the job's masks decides. */
export type MaskVerdict =
  | { readonly admitted: true }
  | {
      readonly admitted: false;
      /** `include`: the hosts mask does not match the host; `exclude`: the hosts exclude mask does. */
      readonly by: "include" | "exclude";
    };

/** Decides for a host's name as afserver does. */
export interface MaskReader {
  admits(hostName: string): boolean;
  verdict(hostName: string): MaskVerdict;
}

/** Reads a job's masks as an afserver of `dialect` does. */
export function readMask(masks: JobMasks, dialect: MaskDialect = "3.4"): MaskReader {
  const includes = fieldTest(masks.hosts_mask, masks, dialect) ?? (() => true);
  const excludes = fieldTest(masks.hosts_mask_exclude, masks, dialect) ?? (() => false);
  const verdict = (name: string): MaskVerdict => {
    if (!includes(name)) return { admitted: false, by: "include" };
    if (excludes(name)) return { admitted: false, by: "exclude" };
    return { admitted: true };
  };
  return { verdict, admits: (name) => verdict(name).admitted };
}

function fieldTest(text: string | undefined, masks: JobMasks, dialect: MaskDialect) {
  if (!text) return undefined;
  if (dialect === "3.4" && masks.hosts_mask_type !== "regex") {
    const prefixes = text.split(/[|;,: ]/).filter((prefix) => prefix !== "");
    if (prefixes.length === 0) return undefined;
    return (name: string) => prefixes.some((prefix) => name.startsWith(prefix));
  }
  try {
    const expression = new RegExp(`^(?:${text})$`, dialect === "3.3" ? "i" : "");
    return (name: string) => expression.test(name);
  } catch {
    return () => false;
  }
}
