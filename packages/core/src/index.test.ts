import { expect, it } from "vitest";
import * as core from "./index.js";

it("what the package exports is not changed unawares", () => {
  const message =
    "others build on these names: was the change meant? If so, update the list (vitest -u) and the README";
  expect(Object.keys(core).sort(), message).toMatchInlineSnapshot(`
    [
      "AfpoolsError",
      "Farm",
      "LivePools",
      "MemoryStore",
      "PoolService",
      "applyDiff",
      "compareHostNames",
      "compileMask",
      "conflictError",
      "diffPools",
      "emptyPoolContent",
      "errorKinds",
      "excludedHostnames",
      "expandHostRange",
      "explainHosts",
      "findPool",
      "formatExpression",
      "hostKey",
      "invertDiff",
      "isEmptyDiff",
      "isErrorCode",
      "isHostName",
      "isPoolId",
      "nameTakenError",
      "nearest",
      "newId",
      "parseDescription",
      "parseExpression",
      "parseHostName",
      "parseHostPattern",
      "parsePoolName",
      "planMask",
      "pollingWatch",
      "poolAfter",
      "poolHost",
      "poolMembers",
      "poolNameKey",
      "poolNotFoundError",
      "quotePoolName",
      "readMask",
      "resolveExpression",
      "snapshotAge",
      "staticFarm",
      "storeUnavailableError",
      "toAfpoolsError",
    ]
  `);
});
