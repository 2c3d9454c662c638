import { fileURLToPath } from "node:url";
import config, { testOptions } from "../../vitest.config.js";

/** The tests that run.mjs names. They are tests in memory, which need no set-up. */
export default {
  resolve: config.resolve,
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: { ...testOptions, include: (process.env.AFPOOLS_MUTATION_TESTS ?? "").split(",") },
};
