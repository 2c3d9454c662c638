import { expect, it } from "vitest";
import * as afanasy from "./index.js";
import * as testing from "./testing/index.js";

it("what the package exports is not changed unawares", () => {
  const message =
    "others build on these names: was the change meant? If so, update the list (vitest -u) and the README";
  expect(Object.keys(afanasy).sort(), message).toMatchInlineSnapshot(`
    [
      "Afserver",
      "LiveFarm",
      "PooledJobs",
      "afserverAddress",
      "applyPool",
      "draftPoolFields",
      "explainJob",
      "jobReaches",
      "loadCgruConfig",
      "planPool",
      "planRemoval",
      "poolContext",
      "putOnPool",
      "readFarmSide",
      "readHosts",
      "readJobSide",
      "readPooledJobs",
      "takeFromPool",
      "watchAfserver",
      "withPoolFields",
    ]
  `);
  expect(Object.keys(testing).sort(), message).toMatchInlineSnapshot(`
    [
      "SimulatedAfserver",
      "demoFarm",
    ]
  `);
});
