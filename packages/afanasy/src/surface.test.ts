import { expect, it } from "vitest";
import * as afanasy from "./index.js";
import * as testing from "./testing/index.js";

it("what the package exports is not changed unawares", () => {
  const message =
    "others build on these names: was the change meant? If so, update the list (vitest -u) and the README";
  expect(Object.keys(afanasy).sort(), message).toMatchInlineSnapshot(`
    [
      "Afserver",
      "JobJudge",
      "JobReaches",
      "LiveFarm",
      "PooledJobs",
      "afserverAddress",
      "applyPool",
      "defaultAddress",
      "draftAsJob",
      "draftPoolFields",
      "editImpact",
      "explainHostInSteps",
      "explainJob",
      "explainJobInSteps",
      "expressionNow",
      "handMadeMask",
      "hostOfRender",
      "hostRow",
      "hostRows",
      "hostRowsInSteps",
      "isUnfinished",
      "jobReaches",
      "judgeJob",
      "knownReleases",
      "loadCgruConfig",
      "maskDialect",
      "nativePoolRows",
      "needsRewrite",
      "parsePoolDuty",
      "placementOf",
      "planJob",
      "planJobFields",
      "planJobInSteps",
      "planPool",
      "planPoolInSteps",
      "planRemoval",
      "poolContext",
      "pooledJob",
      "propertyChanges",
      "putOnPool",
      "readFarmSide",
      "readHosts",
      "readJobSide",
      "readPooledJobs",
      "readSettingsSide",
      "readTaggedJob",
      "refusedHostsInSteps",
      "releaseOf",
      "removePool",
      "renderRow",
      "restartStrays",
      "rewriteLegacyTag",
      "strayTasks",
      "summarizeJob",
      "takeFromPool",
      "touchedJob",
      "unpooledSubmitters",
      "watchAfserver",
      "withPoolFields",
      "writePlan",
      "writePoolFields",
      "writeRenders",
    ]
  `);
  expect(Object.keys(testing).sort(), message).toMatchInlineSnapshot(`
    [
      "SimulatedAfserver",
      "demoFarm",
    ]
  `);
});
