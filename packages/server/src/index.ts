export { defaultConfigFile } from "@afpools/api/node";
export { Accounts } from "./access/accounts.js";
export type { Credentials, NewCredential, TokenDraft, Whereabouts } from "./access/credentials.js";
export type { Authenticate, OutsideRequest, OutsideUser } from "./access/outside-user.js";
export { showLink, showSession, showToken, showUser } from "./access/show-account.js";
export type { UserDraft, UserEdit, Users } from "./access/users.js";
export type { ValidCredential } from "./access/valid-credential.js";
export { findAfserver } from "./afserver/find-afserver.js";
export { Audit, type AuditOptions } from "./audit/audit.js";
export type { AuditEvent } from "./audit/audit-event.js";
export { isRefusal } from "./audit/audit-trail.js";
export { type Certificate, daysLeft, parseCertificates } from "./certificates/certificate.js";
export { examineTls } from "./certificates/examine-tls.js";
export { writeConfigFile } from "./config/config-file.js";
export { type LegacyConfig, readLegacyConfig } from "./config/legacy-config.js";
export {
  type ConfigInputs,
  checkSetting,
  describeSource,
  type LoadedConfig,
  loadConfig,
  parseSettingKey,
  type SettingSource,
} from "./config/load-config.js";
export {
  type Config,
  environmentName,
  poolCaps,
  type SettingKey,
  settingKeys,
  settings,
  shownValue,
} from "./config/settings.js";
export type { ServerOptions, ServerParts } from "./daemon/compose.js";
export { createHttpHandler, type HttpHandler, type RequestFrom } from "./daemon/http-handler.js";
export { pageUrl } from "./daemon/page-url.js";
export { type Daemon, type DaemonOptions, startDaemon } from "./daemon/start-daemon.js";
export { readFarmFile } from "./farm/farm-file.js";
export { FileFarm } from "./farm/file-farm.js";
export { type FarmReading, readFarm } from "./farm/read-farm.js";
export type { Health } from "./http/health.js";
export { defaultLimits, type ServerLimits } from "./listen/limits.js";
export type { TlsOptions } from "./listen/tls-files.js";
export { createLog, type ProcessLog } from "./log/create-log.js";
export type { Log } from "./log/log.js";
export { createPoolServer, type PoolServer, type PoolServerOptions } from "./pool-server/pool-server.js";
export type { WritePolicy } from "./pool-server/write-policy.js";
export { reconcilerLease } from "./reconciler/start-reconciler.js";
export { openStore } from "./store/open-store.js";
