import { type Budget, visible } from "@afpools/core/internal";
import { type CheckedPart, type CheckName, type Judgement, mayStart, type Stop, stronger } from "./answer.js";
import type { CheckedHost } from "./checked-host.js";

/** One check that afserver makes before it gives a host a task. */
export interface Check {
  /** Is it about settings alone? Then what it says holds until they are changed. */
  readonly isLasting: boolean;
  /** What stops every host alike, where that is so. */
  readonly always?: Stop;
  /** What stops this host; nothing where the check lets it pass. */
  stop(host: CheckedHost, budget: Budget): Stop | undefined;
}

/** A branch, a user, a job or a block, for texts. */
export interface Subject {
  readonly of: CheckedPart;
  /** With its article, such as `the branch /film`. */
  readonly label: string;
}

/** A check of settings. */
export function lasting(stop: Check["stop"]): Check {
  return { isLasting: true, stop };
}

/** A check of how things stand at the moment. */
export function passing(stop: Check["stop"]): Check {
  return { isLasting: false, stop };
}

/** What stops every host alike. */
export function always(stop: Stop): Check {
  return { isLasting: stop.answer !== "not-now", always: stop, stop: () => stop };
}

/** What is not known of any host, and yet is not to make it uncertain which hosts settings let in. */
export function unknownNow(check: CheckName, of: CheckedPart, text: string): Check {
  return passing(() => stopOf("unknown", check, of, text));
}

export function isLasting(check: Check): boolean {
  return check.isLasting;
}

/** What these checks say together: what stops the host for longest, and of those the first. */
export function judgementOf(checks: readonly Check[], host: CheckedHost, budget: Budget): Judgement {
  let found = mayStart;
  // Each job and host of a farm come here: no generator, no list.
  for (const check of checks) {
    found = stronger(found, check.stop(host, budget));
    if (found.answer === "never") break;
  }
  return found;
}

/** `text` begins with a capital letter, whatever stands there first, and names in it are made visible. */
export function stopOf(answer: Stop["answer"], check: CheckName, of: CheckedPart, text: string): Stop {
  return { answer, check, of, text: visible(text.charAt(0).toUpperCase() + text.slice(1)) };
}
