import { expect, it } from "vitest";
import * as scan from "./index.js";

// A pin of what others build on. When it fails: was the change meant? Then it belongs into the README and a changeset.
it("the exports", () => {
  expect(Object.keys(scan).sort()).toEqual(["ScanTargets", "scanNetwork"]);
});
