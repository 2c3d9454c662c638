import { expect, it } from "vitest";
import * as server from "./index.js";

// A pin of what others build on. When it fails: was the change meant? Then it belongs into the README and a changeset.
it("the exports", () => {
  expect(Object.keys(server).sort()).toMatchInlineSnapshot(`
    [
      "FileFarm",
      "createHttpHandler",
      "createLog",
      "createPoolServer",
      "defaultLimits",
      "loadConfig",
      "openStore",
      "readFarmFile",
      "startDaemon",
    ]
  `);
});
