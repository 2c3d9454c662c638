// Runs turbo, without its telemetry and the notice of it: `node tools/turbo.mjs run build`.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../node_modules/turbo/bin/turbo", import.meta.url));
const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1" };
const { status } = spawnSync(process.execPath, [program, ...process.argv.slice(2)], {
  stdio: "inherit",
  env,
});
process.exitCode = status ?? 1;
