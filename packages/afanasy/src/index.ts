export { type AfserverAddress, defaultAddress, formatAddress } from "./address.js";
export {
  Afserver,
  type AfserverOptions,
  type JobQuery,
  type Processed,
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
export type { Block, Job, JobRef } from "./model/job.js";
export type { NativePool } from "./model/native-pool.js";
export type { Render, RenderTask } from "./model/render.js";
export { maskDialect, type ServerInfo } from "./model/server-info.js";
export type { TaskProgress } from "./model/task-progress.js";
export type { User } from "./model/user.js";
export type { Work } from "./model/work.js";
export type { RequestOptions } from "./wire/transport.js";
