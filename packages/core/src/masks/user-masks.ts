import { AfpoolsError } from "../errors.js";
import type { Budget } from "../work/budget.js";
import type { Steps } from "../work/steps.js";
import type { JobMasks, MaskType } from "./job-masks.js";
import type { MaskDialect } from "./mask-plan.js";
import { findPrefixes } from "./prefixes.js";
import { type MaskReader, type MaskReading, readMask, readMaskInSteps } from "./read-mask.js";

/** The masks that a job has from its user, read, and as regular expressions to be joined with others. */
export interface UserMasks {
  readonly reader: MaskReader;
  /** Regular expressions with the same meaning, `find` lists translated; absent where nothing is masked. */
  readonly include?: string;
  readonly exclude?: string;
  /** The masks that could stall afserver. */
  readonly slow: readonly string[];
}

/**
 * Reads the user's masks in steps; what they take is spent from `budget`.
 *
 * @throws AfpoolsError `MASK_UNREADABLE` when afserver could not read one, or not all afservers read it alike: joined
 * with a pool it could let in hosts that are not meant.
 */
export function* readUserMasks(masks: JobMasks, dialect: MaskDialect, budget: Budget): Steps<UserMasks> {
  const reader = yield* readMaskInSteps(masks, dialect, budget);
  const include = asRegex(masks.hosts_mask ?? "", reader.include, "hosts mask");
  const exclude = asRegex(masks.hosts_mask_exclude ?? "", reader.exclude, "hosts exclude mask");
  const slow = [
    reader.include.kind === "expression" && reader.include.isSlow ? (masks.hosts_mask ?? "") : "",
    reader.exclude.kind === "expression" && reader.exclude.isSlow ? (masks.hosts_mask_exclude ?? "") : "",
  ].filter((mask) => mask !== "");
  return {
    reader,
    ...(include !== undefined && { include }),
    ...(exclude !== undefined && { exclude }),
    slow,
  };
}

/**
 * A job's own mask as a regular expression with the same meaning; the text itself where it is one. An empty text for
 * one that masks nothing.
 *
 * @throws AfpoolsError `MASK_UNREADABLE` when afserver could not read it, or not all afservers read it alike.
 */
export function maskAsRegex(text: string, type: MaskType, dialect: MaskDialect = "3.4"): string {
  const { include } = readMask({ hosts_mask: text, hosts_mask_type: type }, dialect);
  return asRegex(text, include, "mask") ?? "";
}

function asRegex(text: string, reading: MaskReading, field: string): string | undefined {
  switch (reading.kind) {
    case "none":
      return undefined;
    case "expression":
      return text;
    case "prefixes":
      return `(${findPrefixes(text).map(quoted).join("|")}).*`;
    case "unreadable":
      throw unreadable(text, `afserver cannot read the job's own ${field}: ${reading.why}`);
  }
}

/** The text itself as an expression that all engines read alike. */
function quoted(prefix: string): string {
  if (/[\\^]/.test(prefix)) {
    throw unreadable(prefix, `the prefix ${JSON.stringify(prefix)} cannot be said in a regular expression`);
  }
  return prefix.replaceAll(/[.*+?(){}$[\]]/g, "[$&]");
}

function unreadable(mask: string, reason: string): AfpoolsError {
  const shown = mask.length > 80 ? `${mask.slice(0, 80)}…` : mask;
  return new AfpoolsError(
    "MASK_UNREADABLE",
    `The pool cannot be joined with the job's own mask: ${reason}.`,
    {
      details: { mask: shown, reason },
    },
  );
}
