// What the packages of this repository share and nobody else should use: it changes without notice.
export { Accounts } from "../access/accounts.js";
export type { Credentials, NewCredential, TokenDraft, Whereabouts } from "../access/credentials.js";
export { showLink, showSession, showToken, showUser } from "../access/show-account.js";
export type { UserDraft, UserEdit, Users } from "../access/users.js";
export type { ValidCredential } from "../access/valid-credential.js";
export { findAfserver } from "../afserver/find-afserver.js";
export { Audit, type AuditOptions } from "../audit/audit.js";
export type { AuditEvent } from "../audit/audit-event.js";
export { isRefusal } from "../audit/audit-trail.js";
export { type Certificate, daysLeft, parseCertificates } from "../certificates/certificate.js";
export { examineTls } from "../certificates/examine-tls.js";
export { writeConfigFile } from "../config/config-file.js";
export { type LegacyConfig, readLegacyConfig } from "../config/legacy-config.js";
export { checkSetting, describeSource, parseSettingKey, type SettingSource } from "../config/load-config.js";
export {
  environmentName,
  poolCaps,
  type SettingKey,
  settingKeys,
  settings,
  shownValue,
} from "../config/settings.js";
export { pageUrl } from "../daemon/page-url.js";
export { type FarmReading, readFarm } from "../farm/read-farm.js";
export { detailsOfBefore, jobChangeOf, listJobRecords, namesJob } from "../jobs/job-history.js";
export { reconcilerLease } from "../reconciler/start-reconciler.js";
