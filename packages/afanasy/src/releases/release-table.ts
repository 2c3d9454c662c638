import type { MaskDialect, MaskType } from "@afpools/core";
import { trait } from "./trait.js";

/** The releases that were built and tried, oldest first. A later one is taken to be like the last, an earlier one like the first. */
export const knownReleases = ["2.3.1", "3.0.0", "3.2.0", "3.2.1", "3.2.2", "3.3.1", "3.4.1"] as const;

/** A check that afserver makes before it gives a render a task, or a state that it shows, which not every release has. */
export type ReleaseCheck =
  /** Native pools: a job's `pools`, a pool that is paused. */
  | "native-pools"
  /** Tickets of blocks, on hosts and pools. */
  | "tickets"
  /** The most hosts that may use a pool's ticket. */
  | "ticket-hosts"
  /** Renders that are sick after errors. */
  | "sick"
  /** Needs (`need_…`) of jobs, branches and users; of blocks, all releases know some. */
  | "node-needs"
  /** Services that a render or a native pool offers or has disabled; before that, those of `farm.json`. */
  | "services"
  /** Tasks that somebody asked to try next. */
  | "try-next"
  | "cpu-needs"
  | "gpu-needs"
  /** Tasks that wait for other tasks have a state of their own; before that they look ready. */
  | "task-depends"
  | "paused-branch"
  | "paused-user"
  | "suspended-tasks";

const since3_0: readonly ReleaseCheck[] = [
  "native-pools",
  "tickets",
  "sick",
  "node-needs",
  "services",
  "try-next",
];
const since3_1: readonly ReleaseCheck[] = [...since3_0, "ticket-hosts"];
const since3_3: readonly ReleaseCheck[] = [...since3_1, "cpu-needs", "gpu-needs", "task-depends"];
const since3_3_1: readonly ReleaseCheck[] = [...since3_3, "paused-branch", "paused-user"];
const since3_4: readonly ReleaseCheck[] = [...since3_3_1, "suspended-tasks"];

/**
 * What differs between releases of afserver, one row a trait. The client, the planner, the documentation and the simulated
 * afserver all read it from here.
 *
 * Seen on the releases in {@link knownReleases}; where a trait changed between two of them, the source was read.
 */
export const releaseTable = {
  maskDialect: trait<MaskDialect>(
    "Hosts masks are read as",
    {
      "2.3.1": "3.3",
      "3.4.0": "3.4",
    },
    {
      "3.3": "regular expression over the whole name, case ignored",
      "3.4": "list of prefixes or regular expression, as the job says; case counts",
    },
  ),
  maskTypes: trait<readonly MaskType[]>(
    "Types of masks",
    { "2.3.1": ["regex"], "3.4.0": ["find", "regex"] },
    (types) => types.map((type) => `\`${type}\``).join(", "),
  ),
  unreadableMask: trait<"ignored" | "listed">(
    "A mask that it cannot read",
    { "2.3.1": "ignored", "3.4.0": "listed" },
    {
      ignored: "is ignored: the old mask stays and is listed; a new job has none and runs everywhere",
      listed: "is listed, but the old one stays in force; a new job runs nowhere (exclude: everywhere)",
    },
  ),
  needsMatch: trait<"regex" | "words">(
    "`need_os`, `need_properties`",
    { "2.3.1": "regex", "3.4.0": "words" },
    { regex: "regular expression found in the host's text", words: "one of the words is in the host's text" },
  ),
  blockCustomData: trait<"raw" | "escaped">(
    "Custom data of blocks",
    { "2.3.1": "raw", "3.4.0": "escaped" },
    {
      raw: 'written unescaped: a `"` or `\\` breaks listings and loses the job when afserver restarts',
      escaped: "escaped",
    },
  ),
  nativePools: trait<boolean>("Afanasy's own pools", { "2.3.1": false, "3.0.0": true }, yesOrNo),
  changesClearNativePools: trait<boolean>(
    "A change of a job without `pools`",
    { "2.3.1": false, "3.0.0": true, "3.4.0": false },
    (clears) => (clears ? "clears the job's native pools" : "leaves the job's native pools"),
  ),
  subscriptionAnswer: trait<"processed" | "text" | "malformed">(
    "Answer to a monitor's subscription",
    { "2.3.1": "processed", "3.0.0": "text", "3.2.1": "malformed", "3.2.2": "text" },
    {
      processed: "`Action processed.`, whatever was asked",
      text: "`Subscribed on 'jobs'`",
      malformed: "not JSON: `{\"object\":Subscribed on 'jobs'}`",
    },
  ),
  refusals: trait<"spoken" | "malformed" | "error" | "each">(
    "Actions that it refuses",
    { "2.3.1": "spoken", "3.2.1": "malformed", "3.2.2": "error", "3.4.1": "each" },
    {
      spoken: "answered like one that it did, with a reason as text",
      malformed: "some answers are not JSON",
      error: "answered as an error; ids that are not there go unmentioned among others",
      each: "answered as an error, unknown ids too",
    },
  ),
  appendsBlocks: trait<"no" | "unsaid" | "numbers">(
    "Blocks can be appended",
    { "2.3.1": "no", "3.0.0": "unsaid", "3.2.1": "numbers" },
    { no: "no", unsaid: "yes", numbers: "yes, and their numbers are answered" },
  ),
  survivesInvalidJobs: trait<boolean>(
    "A job without user, blocks or tasks, or with a name of more than 250 bytes",
    { "2.3.1": true, "3.4.1": false },
    (survives) => (survives ? "is refused" : "crashes afserver"),
  ),
  renderNames: trait<"lower-case" | "lower-case-cut" | "as-given">(
    "Names given to renders (by afrender)",
    { "2.3.1": "lower-case", "3.0.0": "lower-case-cut", "3.3.1": "as-given" },
    {
      "lower-case": "lower-cased",
      "lower-case-cut": "lower-cased and cut at the first dot",
      "as-given": "as given",
    },
  ),
  hostFacts: trait<"host" | "render">(
    "What a host is and has",
    { "2.3.1": "host", "3.0.0": "render" },
    { host: "in the render's `host`, from `farm.json`", render: "members of the render and its native pool" },
  ),
  gpuResources: trait<boolean>("Resources include the GPU", { "2.3.1": false, "3.3.0": true }, yesOrNo),
  memoryNeeded: trait<"more" | "enough">(
    "Memory that a block needs",
    { "2.3.1": "enough", "3.0.0": "more", "3.3.0": "enough" },
    { more: "more must be free", enough: "as much must be free" },
  ),
  monitorSeconds: trait<number>(
    "A monitor that does not poll is forgotten after",
    { "2.3.1": 40, "3.0.0": 16 },
    (seconds) => `${seconds} s`,
  ),
  renderSeconds: trait<number>(
    "A render that says nothing is offline after",
    { "2.3.1": 60, "3.0.0": 16 },
    (seconds) => `${seconds} s`,
  ),
  checks: trait<ReadonlySet<ReleaseCheck>>(
    "Checks that it makes, among those that not all make",
    {
      "2.3.1": new Set(),
      "3.0.0": new Set(since3_0),
      "3.1.0": new Set(since3_1),
      "3.3.0": new Set(since3_3),
      "3.3.1": new Set(since3_3_1),
      "3.4.0": new Set(since3_4),
    },
    (checks) => [...checks].join(", ") || "none",
  ),
  parallelActions: trait<number>("Actions sent at a time", { "2.3.1": 512 }, String),
};

function yesOrNo(value: boolean): string {
  return value ? "yes" : "no";
}
