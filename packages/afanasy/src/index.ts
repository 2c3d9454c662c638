export type { Answer, CheckedPart, CheckName } from "./admission/answer.js";
export { type JobSide, type KnownOfAfserver, readJobSide } from "./admission/job-side.js";
export {
  type ActionReceipt,
  Afserver,
  type AfserverOptions,
  type EntryQuery,
  type JobQuery,
  type SentJob,
} from "./client/afserver.js";
export type {
  BlockChange,
  BlockDraft,
  JobChange,
  JobDraft,
  JobOperation,
  RenderChange,
} from "./client/changes.js";
export type { Identity } from "./client/identity.js";
export type { Listing, Unreadable } from "./client/listing.js";
export {
  afserverAddress,
  type CgruConfig,
  type CgruEnvironment,
  type CgruValue,
  type ConfiguredAddress,
  loadCgruConfig,
} from "./config/cgru-config.js";
export type { WatchedKind } from "./events/monitor.js";
export type { Change } from "./events/seen.js";
export {
  type AfserverWatch,
  type WatchEvent,
  type WatchOptions,
  type WatchStatus,
  watchAfserver,
} from "./events/watch-afserver.js";
export type { AfanasyHost } from "./farm/afanasy-host.js";
export type { FactMemory } from "./farm/fact-memory.js";
export type { FactSources, InheritedFacts } from "./farm/facts-of-render.js";
export { type FarmSide, readFarmSide } from "./farm/farm-side.js";
export { LiveFarm } from "./farm/live-farm.js";
export { readHosts } from "./farm/read-hosts.js";
export type { FarmReadOptions } from "./farm/read-options.js";
export { applyPool, draftPoolFields, planPool, planRemoval, withPoolFields } from "./job-pools/apply-pool.js";
export {
  type ExplainedBlock,
  type ExplainedGroup,
  type ExplainedRender,
  type ExplainJobRequest,
  explainJob,
  type JobExplanation,
} from "./job-pools/explain-job.js";
export type { ExplainedAnswer } from "./job-pools/explained-answer.js";
export { type HostCount, type JobReach, jobReaches, type ReachSide } from "./job-pools/job-reach.js";
export type { PlaceRequest } from "./job-pools/place-job.js";
export {
  type JobFieldsPlan,
  type JobPlan,
  type JobPlanner,
  type OwnRestrictions,
  type PoolContext,
  type PoolRequest,
  poolContext,
} from "./job-pools/plan-job.js";
export type { PoolFields, PoolFieldsChange, PoolFieldsSource } from "./job-pools/pool-fields.js";
export type { Enforcement, PoolTag } from "./job-pools/pool-tag.js";
export type { PooledJob } from "./job-pools/pooled-job.js";
export { PooledJobs, readPooledJobs } from "./job-pools/pooled-jobs.js";
export { type PutOnPool, putOnPool, takeFromPool } from "./job-pools/put-on-pool.js";
export type { Refusal, Stranger, Written } from "./job-pools/write-nodes.js";
export type { Branch } from "./model/branch.js";
export type { BlockErrors, ErrorCounts } from "./model/error-hosts.js";
export type { HostResources, RenderResources } from "./model/host-resources.js";
export type { Block, Job, JobRef } from "./model/job.js";
export type { NativePool } from "./model/native-pool.js";
export type { Render, RenderTask } from "./model/render.js";
export type { ServerInfo } from "./model/server-info.js";
export type { TaskProgress } from "./model/task-progress.js";
export type { Ticket, Tickets } from "./model/tickets.js";
export type { User } from "./model/user.js";
export type { Work } from "./model/work.js";
export type { Release } from "./releases/release.js";
export type { RequestOptions } from "./wire/transport.js";
