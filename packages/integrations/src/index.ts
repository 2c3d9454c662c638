export { checkInstallation, type InstallFinding } from "./check/check-installation.js";
export type { InstallFile } from "./files/package-files.js";
export { carryOut } from "./install/carry-out.js";
export { withPymongo } from "./install/fetch-pymongo.js";
export {
  type Installations,
  type InstallRequest,
  installedRoots,
  type PlaceRequest,
  planInstallations,
  planRemovals,
} from "./install/installations.js";
export type { Manifest } from "./install/manifest.js";
export type { InstallPlan, Obstacle, Step } from "./install/plan.js";
export type { ServerSettings } from "./install/server-settings.js";
export { type Target, targetNames } from "./install/target.js";
export { findLegacy, type LegacyFile, type LegacyKind } from "./legacy/find-legacy.js";
export { findBlenderScripts } from "./places/blender-places.js";
export { cgruPython } from "./places/cgru-python.js";
export { pythonFlaw, pythonVersion } from "./places/python-version.js";
