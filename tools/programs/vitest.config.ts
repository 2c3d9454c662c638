import config, { testOptions } from "../../vitest.config.js";

/** Tests in programs that `npm run test:programs` brings. */
export default {
  resolve: config.resolve,
  test: {
    ...testOptions,
    include: [
      "packages/integrations/src/qt.integration.test.ts",
      "packages/integrations/src/**/*.programs.ts",
    ],
    globalSetup: "./tools/test-global-setup.ts",
    testTimeout: 120_000,
  },
};
