import { mergeConfig } from "vitest/config";
import base from "../../vitest.config.js";

/** Tests in programs that `npm run test:programs` brings. */
const config = mergeConfig(base, {});
config.test = {
  ...base.test,
  include: ["packages/integrations/src/qt.test.ts", "packages/integrations/src/**/*.programs.ts"],
  testTimeout: 120_000,
};
export default config;
