// What the packages of this repository share and nobody else should use: it changes without notice.
export { newCredentialFields, type SignInMethod, signInMethods } from "../accounts/credential.js";
export { assertRole, hasRole, roles } from "../accounts/role.js";
export { parseUserName, userNotFoundError } from "../accounts/user.js";
export { isActiveAdmin } from "../accounts/user-rules.js";
export {
  checkEndpoint,
  type Endpoint,
  formatEndpoint,
  formatHost,
  hostFlaw,
  parseAfserverAddress,
} from "../addresses/endpoint.js";
export { hiddenSecret, hideSecrets, hideSecretsIn } from "../addresses/hide-secrets.js";
export type { MongoAddress, MongoHost } from "../addresses/mongo-address.js";
export type { MongoOption } from "../addresses/mongo-options.js";
export {
  formatServerAddress,
  parseServerAddress,
  type ServerAddress,
  type ServerScheme,
} from "../addresses/server-address.js";
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
} from "../addresses/store-address.js";
export { auditActions, auditActorKinds, auditOutcomes } from "../audit/audit-record.js";
export { errorCodes } from "../errors.js";
export { Listeners } from "../events/listeners.js";
export { ExpressionInputs } from "../expressions/expression-inputs.js";
export { nearest } from "../expressions/nearest.js";
export { maxExpressionLength } from "../expressions/parse-expression.js";
export { type ResolutionBasis, resolveInSteps } from "../expressions/resolve-expression.js";
export { keptText } from "../facts/host-facts.js";
export { changesMembership } from "../farm/farm.js";
export {
  countGroups,
  type GroupCounts,
  groupOf,
  type HostGroup,
  type HostNow,
  hostGroups,
} from "../farm/host-groups.js";
export { isInNativePool } from "../farm/native-path.js";
export { findHost } from "../hosts/host-name.js";
export { findMaskWithin, maskOfEitherType } from "../masks/either-type.js";
export {
  type ExplainedExpression,
  type ExpressionRequest,
  explainExpression,
  explainExpressionInSteps,
} from "../masks/explain-expression.js";
export {
  causeText,
  type ExplainedHost,
  type ExplainReason,
  type ExplainRequest,
  explainHostsInSteps,
} from "../masks/explain-hosts.js";
export { planHostsInSteps } from "../masks/plan-hosts.js";
export { planFieldsInSteps, planMaskInSteps } from "../masks/plan-mask.js";
export { planWarningsInSteps } from "../masks/plan-warnings.js";
export { assertNoPoolsForHosts } from "../pools/bare-names.js";
export { factSteps, handFactOf, parseFactSetting } from "../pools/hand-facts.js";
export { endOfHold, holdName, isHold } from "../pools/hold.js";
export { hostsWithPoolsInSteps, isOnline } from "../pools/hosts-with-pools.js";
export { isMaskable } from "../pools/maskable.js";
export { membershipsInSteps } from "../pools/memberships.js";
export { type Misspelling, misspelledHosts } from "../pools/misspelled-hosts.js";
export { emptyPoolContent } from "../pools/pool-diff.js";
export { finderOf } from "../pools/pool-finder.js";
export { hasExpressionRule, showMoment } from "../pools/pool-rule.js";
export { type PoolsAt, poolAt, poolsAt } from "../pools/pools-at.js";
export { poolsWithWrites } from "../service/pools.js";
export { TaskQueues } from "../service/task-queues.js";
export { fromCsvCell, toCsvCell } from "../text/csv-cell.js";
export { type TextPart, textParts } from "../text/look-alikes.js";
export { parseJson } from "../text/parse-json.js";
export { decodeText, isMissingFile, readBytes, readText, type TextSource } from "../text/read-text.js";
export { clipText, quoted, visible, visibleJson, visibleLines } from "../text/show.js";
export { writeFailure } from "../text/write-failure.js";
export {
  readUsage,
  type UsagePoint,
  type UsageReport,
  type UsageRequest,
  type UsageSeries,
} from "../usage/read-usage.js";
export { addUsage, type UsageMeans, type UsageOfAll, usageMeans } from "../usage/usage.js";
export { usageCsv } from "../usage/usage-csv.js";
export { resolutionSince, startOfSpan, usageResolutions, usageSpans } from "../usage/usage-resolutions.js";
export { Budget, type Cost, type CostLimits, defaultCosts, unlimitedBudget } from "../work/budget.js";
export { inTurn, inTurns, skipTurn } from "../work/in-turns.js";
export { Pace } from "../work/pace.js";
export { finish, type Steps } from "../work/steps.js";
