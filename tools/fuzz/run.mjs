// `npm run fuzz [SECONDS] [TARGET]`: fuzzes every target for so long, or the one that is named. What is found stays in corpus/.
import { spawnSync } from "node:child_process";

/** Random sequences of facts, holds, hours and edits are a property test of the server. */
const folders = ["tools/fuzz", "packages/server/src/reconciler/rules-over-time.integration.test.ts"];
const [seconds = "60", target] = process.argv.slice(2);
const { status } = spawnSync(
  process.execPath,
  ["node_modules/vitest/vitest.mjs", "run", ...folders, ...(target ? ["-t", target] : [])],
  { stdio: "inherit", env: { ...process.env, AFPOOLS_FUZZ_SECONDS: seconds } },
);
process.exitCode = status ?? 1;
