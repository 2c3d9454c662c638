// Runs the benches of the pool protocol one after another; ends with status 1 where one misses what is required of it.
import { cpus } from "node:os";
import { exchanges } from "./exchanges.mjs";
import { kept } from "./kept.mjs";
import { soak } from "./soak.mjs";

console.log(`Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} cores\n`);

const misses = [];
for (const bench of [exchanges, kept, soak]) misses.push(...(await bench()));

for (const miss of misses) console.error(`MISSED: ${miss}`);
process.exitCode = misses.length > 0 ? 1 : 0;
