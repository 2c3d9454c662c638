import type { JobMasks } from "./job-masks.js";

/**
 * How a set of hosts is said in a job's masks.
 *
 * - `include`: the hosts mask names the set. A host that comes later stays out, and a mask that fails lets nobody in.
 * - `exclude`: the hosts exclude mask names all other hosts of the farm, as in 2019.
 * - `include-lookahead`, `exclude-lookahead`: the same sets said by what they are not, `(?!…).*`.
 * - `find`: lists of prefixes; exact only over the hosts that are known.
 */
export type MaskForm = "include" | "exclude" | "include-lookahead" | "exclude-lookahead" | "find";

/**
 * Which afserver reads the mask: `3.4` (and later) takes the type of the mask from the job and regards case; `3.3` (and
 * earlier) knows no type, reads POSIX extended regular expressions and disregards case.
 */
export type MaskDialect = "3.4" | "3.3";

/** Something about a plan that a person should know before submitting. */
export interface MaskWarning {
  readonly code:
    | "POOL_EMPTY"
    | "NO_HOST_KNOWN"
    | "NO_HOST_ONLINE"
    | "HOSTS_UNKNOWN"
    | "HOST_NEAR_MISS"
    | "NAMES_DIFFER_BY_CASE"
    | "RULE_MATCHES_NOTHING"
    | "NAME_UNMASKABLE"
    | "INEXACT"
    | "SLOW_USER_MASK"
    | "MASK_INSTEAD"
    /** Hosts that can never take a task of the job, for other reasons than masks. Of plans for a job and its afserver. */
    | "HOSTS_REFUSED"
    | "FARM_UNKNOWN";
  readonly message: string;
  /** The hosts or pools that it is about. */
  readonly subjects: readonly string[];
}

/** What a submission gets for a pool expression: the job's mask fields, what they let in, and why. */
export interface MaskPlan {
  /** To be written on the job, all of them: an empty text clears a field. `hosts_mask_type` is absent for `3.3`. */
  readonly fields: JobMasks & { readonly hosts_mask: string; readonly hosts_mask_exclude: string };
  readonly form: MaskForm;
  readonly dialect: MaskDialect;
  /** The hosts that may render the job, in natural order: those of the expression that the user's own masks let pass. */
  readonly hosts: readonly string[];
  /** How many of them are online; `null` when no farm is known. */
  readonly online: number | null;
  /** Do the fields let in exactly `hosts`, whatever host there ever is? Else they do so on the hosts known now. */
  readonly exact: boolean;
  /** Why this form and these fields, in one or two sentences. */
  readonly why: string;
  readonly warnings: readonly MaskWarning[];
}
