import { expect, it } from "vitest";
import { defaultConfigFile } from "./config-path.js";

it("the configuration file is the platform's, unless AFPOOLS_CONFIG names another", () => {
  expect(defaultConfigFile({})).toMatch(/afpools.*config\.json$/);
  expect(defaultConfigFile({ AFPOOLS_CONFIG: "" })).toBe(defaultConfigFile({}));
  expect(defaultConfigFile({ AFPOOLS_CONFIG: "/x/y.json" })).toBe("/x/y.json");
});
