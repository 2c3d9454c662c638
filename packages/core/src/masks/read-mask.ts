import { AfpoolsError } from "../errors.js";
import { type Budget, unlimitedBudget } from "../work/budget.js";
import { finish, type Steps } from "../work/steps.js";
import type { JobMasks } from "./job-masks.js";
import type { MaskDialect } from "./mask-plan.js";
import { findPrefixes, PrefixList } from "./prefixes.js";
import { readRegex } from "./regex/read-regex.js";
import { RegexFault } from "./regex/syntax-tree.js";

/**
 * How afserver reads one mask field.
 *
 * - `none`: it masks nothing: it is empty or holds separators only;
 * - `prefixes`: a host matches when its name starts with one of them;
 * - `expression`: a host matches when its whole name does; `isSlow` when it could stall afserver;
 * - `unreadable`: afserver refuses it without a word, see {@link readMask}; `isTooLarge` when it does so for its size.
 */
export type MaskReading =
  | { readonly kind: "none" }
  | { readonly kind: "prefixes"; readonly prefixes: readonly string[] }
  | { readonly kind: "expression"; readonly states: number; readonly isSlow: boolean }
  | { readonly kind: "unreadable"; readonly why: string; readonly isTooLarge: boolean };

/** What afserver does with a host: lets it render, or not, and which of the job's masks decides. */
export type MaskVerdict =
  | { readonly admitted: true }
  | {
      readonly admitted: false;
      /** `include`: the hosts mask does not match the host; `exclude`: the hosts exclude mask does. */
      readonly by: "include" | "exclude";
      /** In one sentence. */
      readonly why: string;
    };

/** Decides for a host's name as afserver does. */
export interface MaskReader {
  readonly include: MaskReading;
  readonly exclude: MaskReading;
  /** `budget` is what the host's steps are spent from; default: that with which the masks were read. */
  admits(hostName: string, budget?: Budget): boolean;
  verdict(hostName: string, budget?: Budget): MaskVerdict;
}

/**
 * Reads a new job's masks as an afserver of `dialect` does. A type that is absent is taken for `find`, which is what
 * afserver takes unless the user's own settings say otherwise.
 *
 * A mask that afserver cannot read, or that is too large for it, is dropped: since 3.4 such a hosts mask lets nobody in,
 * and such an exclude mask lets everybody in; up to 3.3 either lets everybody in.
 *
 * A host takes at most two steps for each state of an expression and each place in the host's name, look-aheads included.
 *
 * @param budget what the masks' states, and the steps of all hosts that are decided, are spent from
 * @throws AfpoolsError `MASK_UNREADABLE` when afservers of the dialect do not all read a mask alike; `REQUEST_TOO_COSTLY`,
 * also when a host is decided, once the budget is used up.
 */
export function readMask(
  masks: JobMasks,
  dialect: MaskDialect = "3.4",
  budget: Budget = unlimitedBudget(),
): MaskReader {
  return finish(readMaskInSteps(masks, dialect, budget));
}

/**
 * {@link readMask} in steps; deciding a host is one for whoever asks.
 *
 * @throws AfpoolsError the same
 */
export function* readMaskInSteps(masks: JobMasks, dialect: MaskDialect, budget: Budget): Steps<MaskReader> {
  const include = yield* readField("hosts_mask", masks, dialect, budget);
  const exclude = yield* readField("hosts_mask_exclude", masks, dialect, budget);
  const verdict = (name: string, steps = budget): MaskVerdict => {
    if (!letsIn(include, dialect, name, steps))
      return { admitted: false, by: "include", why: whyNotIn(include) };
    if (exclude.matches?.(name, steps)) {
      return { admitted: false, by: "exclude", why: "The hosts exclude mask matches its name." };
    }
    return { admitted: true };
  };
  return {
    include: include.reading,
    exclude: exclude.reading,
    verdict,
    admits: (name, steps) => verdict(name, steps).admitted,
  };
}

/** About what the search in a list of prefixes takes. */
const stepsOfSearch = 10;

/** A field with the test of a name, which is absent where it masks nothing or cannot be read. */
interface Field {
  readonly reading: MaskReading;
  readonly matches?: (name: string, budget: Budget) => boolean;
}

function* readField(
  name: "hosts_mask" | "hosts_mask_exclude",
  masks: JobMasks,
  dialect: MaskDialect,
  budget: Budget,
): Steps<Field> {
  const text = masks[name] ?? "";
  const isRegex = dialect === "3.3" || masks.hosts_mask_type === "regex";
  const prefixes = findPrefixes(text);
  // A new job's mask is split before its type is looked at, and one without prefixes is forgotten.
  if (text === "" || (dialect === "3.4" && prefixes.length === 0)) return { reading: { kind: "none" } };
  if (!isRegex) {
    budget.spend("states", prefixes.length);
    const list = new PrefixList(prefixes);
    return {
      reading: { kind: "prefixes", prefixes },
      matches: (host, steps) => {
        steps.spend("steps", stepsOfSearch);
        return list.matches(host);
      },
    };
  }
  try {
    const regex = yield* readRegex(text, dialect === "3.4" ? "ecmascript" : "common", budget);
    const { states, isSlow } = regex;
    return {
      reading: { kind: "expression", states, isSlow },
      matches: (host, steps) => regex.matches(host, steps),
    };
  } catch (error) {
    if (!(error instanceof RegexFault)) throw error;
    // Whether POSIX's expressions have such a limit is not known.
    const isTooLarge = error.kind === "too-large" && dialect === "3.4";
    if (error.kind === "invalid" || isTooLarge) {
      return {
        reading: { kind: "unreadable", why: `at column ${error.column}, ${error.message}`, isTooLarge },
      };
    }
    throw new AfpoolsError(
      "MASK_UNREADABLE",
      `How afserver ${dialect} reads the mask ${JSON.stringify(clip(text))} is not certain: at column ${error.column}, ` +
        `${error.message}. Write it with plain characters, classes, "|", "(", ")", "*", "+", "?" and "{n}" only.`,
      { details: { field: name, mask: clip(text), column: error.column, reason: error.message } },
    );
  }
}

function letsIn({ reading, matches }: Field, dialect: MaskDialect, name: string, budget: Budget): boolean {
  if (reading.kind === "unreadable") return dialect === "3.3";
  return matches === undefined || matches(name, budget);
}

function whyNotIn({ reading }: Field): string {
  if (reading.kind === "unreadable") return `afserver cannot read the hosts mask: ${reading.why}.`;
  if (reading.kind === "prefixes") return "Its name starts with none of the hosts mask's prefixes.";
  return "The hosts mask does not match its name.";
}

function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
