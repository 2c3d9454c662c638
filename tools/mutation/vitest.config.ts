import { fileURLToPath } from "node:url";
import config from "../../vitest.config.js";

/** The tests that run.mjs names, without the global set-up, which only tests with databases need. */
export default {
  ...config,
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    ...config.test,
    globalSetup: [],
    setupFiles: fileURLToPath(new URL("../property-seed.ts", import.meta.url)),
    include: (process.env.AFPOOLS_MUTATION_TESTS ?? "").split(","),
  },
};
