// Changes the code in one place at a time and looks whether a test fails: npm run mutation [-- NAME…]. Prints what survived, and
// writes the scores to scores.md. Fails below the floor.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Stryker } from "@stryker-mutator/core";
import { targets } from "./targets.mjs";

/** The least share of changes that tests must notice, in percent. */
const floor = 90;

const scoresFile = new URL("scores.md", import.meta.url);
const root = fileURLToPath(new URL("../..", import.meta.url));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in targets));
if (unknown.length > 0)
  throw new Error(`There is no ${unknown.join(", ")}; there are ${Object.keys(targets).join(", ")}.`);

const before = readScores();
process.chdir(root);
for (const [name, { files, tests }] of Object.entries(targets)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.env.AFPOOLS_MUTATION_TESTS = tests.join(",");
  const stryker = new Stryker({
    mutate: [...files, "!**/*.test.ts"],
    testRunner: "vitest",
    vitest: { configFile: "tools/mutation/vitest.config.ts", related: false },
    plugins: ["@stryker-mutator/vitest-runner"],
    reporters: ["clear-text"],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    concurrency: Number(process.env.AFPOOLS_MUTATION_WORKERS ?? 2),
    checkers: [],
    // What is worked out once when a module is read would need a new process for each change.
    ignoreStatic: true,
    disableTypeChecks: "packages/**/src/**/*.ts",
    // Types and messages for people are no behaviour.
    mutator: { excludedMutations: ["StringLiteral"] },
    ignorePatterns: [
      "/bench",
      "/docs",
      "/examples",
      "/packages/*/dist",
      "/packages/manager",
      "/packages/integrations",
      ".turbo",
    ],
    tempDirName: "node_modules/.cache/mutation",
  });
  const results = await stryker.runMutationTest();
  const count = (...states) => results.filter(({ status }) => states.includes(status)).length;
  const noticed = count("Killed", "Timeout");
  const all = noticed + count("Survived", "NoCoverage");
  before.set(name, { noticed, all });
}
writeFileSync(scoresFile, scoresPage(before));
const low = [...before].filter(([, { noticed, all }]) => noticed < (floor / 100) * all);
for (const [name] of low) console.error(`${name}: fewer than ${floor} % of the changes were noticed.`);
process.exitCode = low.length > 0 ? 1 : 0;

function readScores() {
  let text = "";
  try {
    text = readFileSync(scoresFile, "utf8");
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  const rows = text.matchAll(/^\| (?<name>\S.*?) +\| +(?<noticed>\d+) of (?<all>\d+) /gm);
  return new Map(
    Array.from(rows, ({ groups: { name, noticed, all } }) => [
      name,
      { noticed: Number(noticed), all: Number(all) },
    ]),
  );
}

function scoresPage(scores) {
  const rows = Object.entries(targets).flatMap(([name, { files }]) => {
    const score = scores.get(name);
    if (!score) return [];
    const { noticed, all } = score;
    const share = ((100 * noticed) / all).toFixed(1);
    return [
      `| ${name} | ${noticed} of ${all} | ${share} % | ${files.map((file) => `\`${file}\``).join(", ")} |`,
    ];
  });
  return `# Mutation scores

How many changes of the code, each made alone, the tests notice. \`npm run mutation\` writes this page; it fails below ${floor} %.
Not changed are texts.

| what | noticed | share | files |
| --- | --- | --- | --- |
${rows.join("\n")}
`;
}
