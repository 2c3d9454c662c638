import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const source = (path: string) => fileURLToPath(new URL(`./packages/${path}`, import.meta.url));

/** What takes longest; begun last, one of them would run alone while the other workers have nothing to do. */
const longest = [
  "tools/docs-sessions.integration.test.ts",
  "packages/integrations/src/install/killed.integration.test.ts",
  "packages/integrations/src/module-failures.integration.test.ts",
  "packages/server/src/attacks/",
  "packages/manager/src/e2e/",
  "packages/cli/src/completion/shells.integration.test.ts",
  "packages/server/src/faults/",
];

/** Runs the longest files first. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => longest.some((path) => moduleId.includes(path));
    const others = await super.sort(files);
    return [...others.filter(isLong), ...others.filter((file) => !isLong(file))];
  }
}

/** Tests that start processes or servers, or need a browser, a database or Go. All others are pure, and quick. */
const integrationTests = "{packages,examples,tools}/**/*.integration.test.ts";

/** What holds for all tests, also those of other configurations. */
export const testOptions = {
  setupFiles: fileURLToPath(new URL("./tools/property-seed.ts", import.meta.url)),
  testTimeout: 60_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  resolve: {
    // Tests read the packages' sources; what is built and packed is checked by the package checks.
    alias: [
      { find: /^@afpools\/([a-z-]+)\/([a-z-]+)$/, replacement: source("$1/src/$2/index.ts") },
      { find: /^@afpools\/([a-z-]+)$/, replacement: source("$1/src/index.ts") },
    ],
  },
  test: {
    ...testOptions,
    // Most wait for processes more than they compute: two at a time, also where Vitest would run one.
    sequence: { sequencer: LongestFirst },
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          // Modules are loaded once for all files of a worker: half of the time went into loading them again for each.
          isolate: false,
          include: ["packages/*/src/**/*.test.ts", "tools/**/*.test.ts"],
          exclude: [integrationTests, "**/node_modules/**"],
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: [integrationTests],
          exclude: ["**/node_modules/**"],
          globalSetup: "./tools/test-global-setup.ts",
        },
      },
    ],
  },
});
