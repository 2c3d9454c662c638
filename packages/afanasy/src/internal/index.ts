// What the packages of this repository share and nobody else should use: it changes without notice.
export { readSettingsSide, type SettingsSide } from "../admission/job-side.js";
export { hostOfRender } from "../farm/afanasy-host.js";
export { readOnlyMemory } from "../farm/fact-memory.js";
export {
  type HostRow,
  hostRow,
  hostRows,
  hostRowsInSteps,
  type RenderRow,
  renderRow,
} from "../farm/host-row.js";
export { type NativePoolRow, nativePoolRows } from "../farm/native-pool-row.js";
export { planPoolInSteps, removePool } from "../job-pools/apply-pool.js";
export { editImpact, editImpactInSteps, type JobImpact } from "../job-pools/edit-impact.js";
export { explainHostInSteps, type JobOfHost } from "../job-pools/explain-host.js";
export { explainJobInSteps } from "../job-pools/explain-job.js";
export { type WrittenJobs, writeRenders } from "../job-pools/guarded-writes.js";
export { JobJudge } from "../job-pools/job-judge.js";
export { type JobPlacement, placementBefore } from "../job-pools/job-placement.js";
export { JobReaches } from "../job-pools/job-reach.js";
export { type JobSummary, type JobSummaryParts, summarizeJob } from "../job-pools/job-summary.js";
export { type JobStatus, judgeJob, type PoolCorrection } from "../job-pools/judge-job.js";
export { isUnfinished, pooledJob } from "../job-pools/pooled-job.js";
export { manualMask, readTaggedJob, writePlan } from "../job-pools/put-on-pool.js";
export { draftAsJob, type RefusedHostsRequest, refusedHostsInSteps } from "../job-pools/refused-hosts.js";
export { type PropertyBasis, propertyChanges } from "../job-pools/render-properties.js";
export { restartStrays } from "../job-pools/restart-strays.js";
export { needsRewrite, rewriteLegacyTag } from "../job-pools/rewrite-legacy-tag.js";
export { type StrayTasks, strayTasks } from "../job-pools/stray-tasks.js";
export { type TouchedJob, touchedJob } from "../job-pools/touched-job.js";
export {
  type PoolDuty,
  parsePoolDuty,
  type UnpooledSubmitter,
  unpooledSubmitters,
} from "../job-pools/unpooled-jobs.js";
export { writePoolFields } from "../job-pools/write-pool-fields.js";
export { releaseOf } from "../releases/release.js";
export { knownReleases, type ReleaseCheck } from "../releases/release-table.js";
export { isOfAllRequests } from "../wire/wire-errors.js";
