import { AfpoolsError, type JobMasks, type MaskDialect, readMask } from "@afpools/core";
import { type Budget, clipText, quoted } from "@afpools/core/internal";
import type { Stop } from "./answer.js";
import { always, type Check, lasting, type Subject, stopOf } from "./check.js";

const fields = {
  hosts_mask: { check: "hosts-mask", label: "hosts mask" },
  hosts_mask_exclude: { check: "hosts-mask-exclude", label: "hosts exclude mask" },
} as const;

/** A mask in a message. */
const mostShown = 60;

/**
 * The hosts mask and the hosts exclude mask of a branch, a user, a job or a block.
 *
 * @param budget what reading them is spent from
 * @throws AfpoolsError `REQUEST_TOO_COSTLY`
 */
export function* maskChecks(
  masks: JobMasks,
  subject: Subject,
  dialect: MaskDialect,
  budget: Budget,
): Generator<Check> {
  for (const field of ["hosts_mask", "hosts_mask_exclude"] as const) {
    const text = masks[field];
    if (text === undefined || text === "") continue;
    const { check, label } = fields[field];
    const named = `the ${label} of ${subject.label}, ${quoted(clipText(text, mostShown))},`;
    const stop = (answer: Stop["answer"], says: string) => stopOf(answer, check, subject.of, says);
    try {
      const reader = readMask(
        { [field]: text, ...(masks.hosts_mask_type && { hosts_mask_type: masks.hosts_mask_type }) },
        dialect,
        budget,
      );
      const reading = field === "hosts_mask" ? reader.include : reader.exclude;
      if (reading.kind === "none") continue;
      if (reading.kind === "unreadable") {
        // The listing shows the new text, whichever is in force.
        yield always(
          stop("unknown", `${named} cannot be read: ${reading.why}; the mask before it may be in force.`),
        );
        continue;
      }
      const says =
        field === "hosts_mask" ? `${named} does not match its name.` : `${named} matches its name.`;
      // One for all hosts: of a large farm most are refused.
      const refused = stop("never", says);
      yield lasting(({ name }, steps) => (reader.admits(name, steps) ? undefined : refused));
    } catch (error) {
      if (!(error instanceof AfpoolsError) || error.code !== "MASK_UNREADABLE") throw error;
      yield always(stop("unknown", error.message));
    }
  }
}
