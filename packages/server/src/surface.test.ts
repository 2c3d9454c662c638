import { expect, it } from "vitest";
import * as server from "./index.js";

// A pin of what others build on. When it fails: was the change meant? Then it belongs into the README and a changeset.
it("the exports", () => {
  expect(Object.keys(server).sort()).toMatchInlineSnapshot(`
    [
      "Accounts",
      "Audit",
      "FileFarm",
      "checkSetting",
      "createHttpHandler",
      "createLog",
      "createPoolServer",
      "daysLeft",
      "defaultConfigFile",
      "defaultLimits",
      "describeSource",
      "environmentName",
      "examineTls",
      "findAfserver",
      "isRefusal",
      "loadConfig",
      "openStore",
      "pageUrl",
      "parseCertificates",
      "parseSettingKey",
      "poolCaps",
      "readFarm",
      "readFarmFile",
      "readLegacyConfig",
      "reconcilerLease",
      "settingKeys",
      "settings",
      "showLink",
      "showSession",
      "showToken",
      "showUser",
      "shownValue",
      "startDaemon",
      "writeConfigFile",
    ]
  `);
});
