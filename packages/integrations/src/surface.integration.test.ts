import { expect, it } from "vitest";
import * as integrations from "./index.js";

// A pin of what others build on. When it fails: was the change meant? Then it belongs into the README and a changeset.
it("the exports", () => {
  expect(Object.keys(integrations).sort()).toMatchInlineSnapshot(`
    [
      "carryOut",
      "cgruPython",
      "checkInstallation",
      "findBlenderScripts",
      "findLegacy",
      "installedRoots",
      "planInstallations",
      "planRemovals",
      "pythonFlaw",
      "pythonVersion",
      "targetNames",
      "withPymongo",
    ]
  `);
});
