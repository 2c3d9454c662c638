export type { AccountStore, WriteUserOptions } from "./accounts/account-store.js";
export type { Credential } from "./accounts/credential.js";
export type { Role } from "./accounts/role.js";
export type { SignInPlace } from "./accounts/sign-in-place.js";
export { type User, userKey } from "./accounts/user.js";
export { canDeleteUser, canWriteUser } from "./accounts/user-rules.js";
export type { AnswerStore, KeptAnswer } from "./answers/answer-store.js";
export type { AuditAction, AuditActor, AuditOutcome, AuditRecord, AuditValue } from "./audit/audit-record.js";
export type { AuditQuery, AuditStore } from "./audit/audit-store.js";
export { listAudit } from "./audit/list-audit.js";
export { type Clock, pause, systemClock } from "./clock/clock.js";
export {
  AfpoolsError,
  type ErrorCode,
  type ErrorDetails,
  type ErrorKind,
  errorKinds,
  isErrorCode,
  toAfpoolsError,
} from "./errors.js";
export { formatExpression, type PoolExpression, quotePoolName, type Span } from "./expressions/expression.js";
export { parseExpression } from "./expressions/parse-expression.js";
export { namedPools, renamePools } from "./expressions/rename-pools.js";
export {
  type HostReason,
  type RemovedHost,
  type Resolution,
  type ResolvedHost,
  resolveExpression,
  type UnknownHost,
} from "./expressions/resolve-expression.js";
export type { Fact, FactOperator } from "./facts/fact-kinds.js";
export { type FactName, factNames, facts } from "./facts/facts.js";
export type { HostFacts, ServiceFacts } from "./facts/host-facts.js";
export { type FactStore, type RecallFacts, recallFrom, type SaidFacts } from "./facts/said-facts.js";
export { Farm, type FarmHost } from "./farm/farm.js";
export type { FarmSource } from "./farm/farm-source.js";
export { compareHostNames, hostKey, isHostName, parseHostName } from "./hosts/host-name.js";
export { expandHostRange, type HostPattern, parseHostPattern } from "./hosts/host-pattern.js";
export type { Lease, LeaseStore } from "./lease/lease.js";
export { LeaseKeeper, type LeaseKeeperOptions } from "./lease/lease-keeper.js";
export { compileMask } from "./masks/compile-mask.js";
export type { JobMasks, MaskType } from "./masks/job-masks.js";
export type { MaskDialect, MaskForm, MaskPlan, MaskWarning } from "./masks/mask-plan.js";
export { type HostsRequest, planHosts } from "./masks/plan-hosts.js";
export { type MaskRequest, type PlannedFields, planFields, planMask } from "./masks/plan-mask.js";
export { planWarnings } from "./masks/plan-warnings.js";
export { type MaskReader, type MaskReading, type MaskVerdict, readMask } from "./masks/read-mask.js";
export { maskAsRegex } from "./masks/user-masks.js";
export { findPool } from "./pools/find-pool.js";
export { heldBy, isHoldOver, releaseEdit } from "./pools/hold.js";
export { type HostWithPools, hostsWithPools } from "./pools/hosts-with-pools.js";
export { type Memberships, memberships, poolMembers } from "./pools/memberships.js";
export { type Pool, type PoolHost, poolHost } from "./pools/pool.js";
export {
  type Author,
  findPoolInChanges,
  type PoolChange,
  type PoolDeletion,
  poolAfter,
} from "./pools/pool-change.js";
export {
  applyDiff,
  diffPools,
  invertDiff,
  isEmptyDiff,
  type PoolContent,
  type PoolDiff,
} from "./pools/pool-diff.js";
export { isPoolId, newId } from "./pools/pool-id.js";
export type { Membership, PoolMember } from "./pools/pool-members.js";
export { parsePoolName, poolNameKey } from "./pools/pool-name.js";
export { exceptionFor, type PoolRule, parseRule, type RuleHosts } from "./pools/pool-rule.js";
export { defaultPoolCaps, type PoolCaps } from "./service/pool-caps.js";
export { type ChangeListener, PoolService, type PoolServiceOptions } from "./service/pool-service.js";
export type {
  HostInput,
  PoolDraft,
  PoolEdit,
  PoolHistoryQuery,
  PoolOrder,
  Pools,
  PoolWrite,
  UndoWrite,
  WriteOptions,
} from "./service/pools.js";
export { LivePools, type PoolSnapshot, snapshotAge } from "./snapshot/live-pools.js";
export { applyChange } from "./store/apply-change.js";
export { type DeletionOf, deletionOf } from "./store/deletions.js";
export { MemoryStore } from "./store/memory-store.js";
export { type PollingOptions, pollingWatch } from "./store/polling-watch.js";
export type {
  CompleteStore,
  HistoryQuery,
  PoolStore,
  PoolWatch,
  StoreEvent,
  StoreListener,
  StoreWith,
} from "./store/pool-store.js";
export type { ContentsStore, StoreContents } from "./store/store-contents.js";
export {
  changeNotFoundError,
  conflictError,
  nameTakenError,
  notEmptyError,
  poolNotFoundError,
  storeUnavailableError,
} from "./store/store-errors.js";
export {
  missingParts,
  type StoreFinding,
  type StorePart,
  type StoreParts,
  storeParts,
} from "./store/store-parts.js";
export { sumsOfNumbers, sumsToNumbers, type UsageSums } from "./usage/usage.js";
export type { UsageResolution } from "./usage/usage-resolutions.js";
export type { UsageQuery, UsageRow, UsageStore } from "./usage/usage-store.js";
export { jsonPieces } from "./work/json-pieces.js";
