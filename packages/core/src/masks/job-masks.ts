/** How Afanasy reads a job's masks: as regular expressions of the whole name, or as a list of prefixes. */
export type MaskType = "regex" | "find";

/** The mask fields of a job, named as in Afanasy's JSON. A field that is absent or empty masks nothing. */
export interface JobMasks {
  /** A host must match it to render the job. */
  readonly hosts_mask?: string;
  /** A host that matches it never renders the job. */
  readonly hosts_mask_exclude?: string;
  /** Without it afserver takes the user's type, and without that `find` (since CGRU 3.4.0). */
  readonly hosts_mask_type?: MaskType;
}
