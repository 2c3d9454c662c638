export type { AccountStore, WriteUserOptions } from "./accounts/account-store.js";
export {
  type Credential,
  newCredentialFields,
  type SignInMethod,
  signInMethods,
} from "./accounts/credential.js";
export { assertRole, hasRole, type Role, roles } from "./accounts/role.js";
export type { SignInPlace } from "./accounts/sign-in-place.js";
export { parseUserName, type User, userKey, userNotFoundError } from "./accounts/user.js";
export { canDeleteUser, canWriteUser, isActiveAdmin } from "./accounts/user-rules.js";
export {
  checkEndpoint,
  type Endpoint,
  formatEndpoint,
  formatHost,
  hostFlaw,
  parseAfserverAddress,
} from "./addresses/endpoint.js";
export { hiddenSecret, hideSecrets, hideSecretsIn } from "./addresses/hide-secrets.js";
export type { MongoAddress, MongoHost } from "./addresses/mongo-address.js";
export type { MongoOption } from "./addresses/mongo-options.js";
export {
  formatServerAddress,
  parseServerAddress,
  type ServerAddress,
  type ServerScheme,
} from "./addresses/server-address.js";
export {
  expandHome,
  formatStoreAddress,
  isStoreAddress,
  type MemoryAddress,
  parseMongoAddress,
  parseStoreAddress,
  type SqliteAddress,
  type StoreAddress,
  storeAddressText,
  withHome,
} from "./addresses/store-address.js";
export type { AnswerStore, KeptAnswer } from "./answers/answer-store.js";
export {
  type AuditAction,
  type AuditActor,
  type AuditOutcome,
  type AuditRecord,
  type AuditValue,
  auditActions,
  auditActorKinds,
  auditOutcomes,
} from "./audit/audit-record.js";
export type { AuditQuery, AuditStore } from "./audit/audit-store.js";
export { listAudit } from "./audit/list-audit.js";
export { type Clock, pause, systemClock } from "./clock/clock.js";
export {
  AfpoolsError,
  type ErrorCode,
  type ErrorDetails,
  type ErrorKind,
  errorCodes,
  errorKinds,
  isErrorCode,
  toAfpoolsError,
} from "./errors.js";
export { Listeners } from "./events/listeners.js";
export { formatExpression, type PoolExpression, quotePoolName, type Span } from "./expressions/expression.js";
export { ExpressionInputs } from "./expressions/expression-inputs.js";
export { nearest } from "./expressions/nearest.js";
export { maxExpressionLength, parseExpression } from "./expressions/parse-expression.js";
export { namedPools, renamePools } from "./expressions/rename-pools.js";
export {
  type HostReason,
  type RemovedHost,
  type Resolution,
  type ResolutionBasis,
  type ResolvedHost,
  resolveExpression,
  resolveInSteps,
  type UnknownHost,
} from "./expressions/resolve-expression.js";
export type { Fact, FactOperator } from "./facts/fact-kinds.js";
export { type FactName, factNames, facts } from "./facts/facts.js";
export type { HostFacts, ServiceFacts } from "./facts/host-facts.js";
export { type FactStore, type RecallFacts, recallFrom, type SaidFacts } from "./facts/said-facts.js";
export { changesMembership, Farm, type FarmHost } from "./farm/farm.js";
export { type FarmSource, staticFarm } from "./farm/farm-source.js";
export {
  countGroups,
  type GroupCounts,
  groupOf,
  type HostGroup,
  type HostNow,
  hostGroups,
} from "./farm/host-groups.js";
export { isInNativePool } from "./farm/native-path.js";
export { compareHostNames, findHost, hostKey, isHostName, parseHostName } from "./hosts/host-name.js";
export { expandHostRange, type HostPattern, parseHostPattern } from "./hosts/host-pattern.js";
export type { Lease, LeaseStore } from "./lease/lease.js";
export { LeaseKeeper, type LeaseKeeperOptions } from "./lease/lease-keeper.js";
export { compileMask } from "./masks/compile-mask.js";
export { findMaskWithin, maskOfEitherType } from "./masks/either-type.js";
export { excludedHostnames } from "./masks/excluded-hostnames.js";
export {
  type ExplainedExpression,
  type ExpressionRequest,
  explainExpression,
  explainExpressionInSteps,
} from "./masks/explain-expression.js";
export {
  type ExplainedHost,
  type ExplainReason,
  type ExplainRequest,
  explainHosts,
  explainHostsInSteps,
} from "./masks/explain-hosts.js";
export type { JobMasks, MaskType } from "./masks/job-masks.js";
export type { MaskDialect, MaskForm, MaskPlan, MaskWarning } from "./masks/mask-plan.js";
export { type HostsRequest, planHosts, planHostsInSteps } from "./masks/plan-hosts.js";
export {
  type MaskRequest,
  type PlannedFields,
  planFields,
  planFieldsInSteps,
  planMask,
  planMaskInSteps,
} from "./masks/plan-mask.js";
export { planWarnings, planWarningsInSteps } from "./masks/plan-warnings.js";
export { type MaskReader, type MaskReading, type MaskVerdict, readMask } from "./masks/read-mask.js";
export { maskAsRegex } from "./masks/user-masks.js";
export { findPool } from "./pools/find-pool.js";
export { endOfHold, heldBy, holdName, isHold, isHoldOver, releaseEdit } from "./pools/hold.js";
export {
  type HostWithPools,
  hostsWithPools,
  hostsWithPoolsInSteps,
  isOnline,
} from "./pools/hosts-with-pools.js";
export { isMaskable } from "./pools/maskable.js";
export { type Memberships, memberships, membershipsInSteps, poolMembers } from "./pools/memberships.js";
export { type Misspelling, misspelledHosts } from "./pools/misspelled-hosts.js";
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
  emptyPoolContent,
  invertDiff,
  isEmptyDiff,
  type PoolContent,
  type PoolDiff,
} from "./pools/pool-diff.js";
export { isPoolId, newId } from "./pools/pool-id.js";
export type { Membership, PoolMember } from "./pools/pool-members.js";
export { parseDescription, parsePoolName, poolNameKey } from "./pools/pool-name.js";
export {
  exceptionFor,
  hasExpressionRule,
  type PoolRule,
  parseRule,
  type RuleHosts,
  showMoment,
} from "./pools/pool-rule.js";
export { type PoolsAt, poolAt, poolsAt } from "./pools/pools-at.js";
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
export { poolsAfter } from "./service/pools-after.js";
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
export { fromCsvCell, toCsvCell } from "./text/csv-cell.js";
export { type TextPart, textParts } from "./text/look-alikes.js";
export { parseJson } from "./text/parse-json.js";
export { decodeText, isMissingFile, readBytes, readText, type TextSource } from "./text/read-text.js";
export { clipText, quoted, visible, visibleJson, visibleLines } from "./text/show.js";
export { writeFailure } from "./text/write-failure.js";
export {
  readUsage,
  type UsagePoint,
  type UsageReport,
  type UsageRequest,
  type UsageSeries,
} from "./usage/read-usage.js";
export {
  addUsage,
  sumsOfNumbers,
  sumsToNumbers,
  type UsageMeans,
  type UsageOfAll,
  type UsageSums,
  usageMeans,
} from "./usage/usage.js";
export { usageCsv } from "./usage/usage-csv.js";
export {
  resolutionSince,
  startOfSpan,
  type UsageResolution,
  usageResolutions,
  usageSpans,
} from "./usage/usage-resolutions.js";
export type { UsageQuery, UsageRow, UsageStore } from "./usage/usage-store.js";
export { Budget, type Cost, type CostLimits, defaultCosts, unlimitedBudget } from "./work/budget.js";
export { inTurns } from "./work/in-turns.js";
export { jsonPieces } from "./work/json-pieces.js";
export { Pace } from "./work/pace.js";
export { finish, type Steps } from "./work/steps.js";
